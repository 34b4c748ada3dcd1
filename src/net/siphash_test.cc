#include "net/siphash.h"

#include <gtest/gtest.h>

#include <array>

namespace sounder {
namespace {

// The vectors of the reference implementation: key 00 01 .. 0f, input 00 01 02 ..., of 0, 8 and 16 bytes.
TEST(SipHash, GivesThePapersValues) {
  const SipKey key{0x0706050403020100, 0x0f0e0d0c0b0a0908};
  const std::array<std::uint64_t, 2> words{0x0706050403020100, 0x0f0e0d0c0b0a0908};
  EXPECT_EQ(siphash(key, {}), 0x726fdb47dd0e0e31U);
  EXPECT_EQ(siphash(key, std::span(words).first(1)), 0x93f5f5799a932462U);
  EXPECT_EQ(siphash(key, words), 0x3f2acc7f57c29bdbU);
}

TEST(SipHash, DependsOnTheKey) {
  const std::array<std::uint64_t, 1> words{7};
  EXPECT_NE(siphash({1, 2}, words), siphash({1, 3}, words));
}

}  // namespace
}  // namespace sounder
