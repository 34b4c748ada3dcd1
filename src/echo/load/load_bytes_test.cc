#include "echo/load/load_bytes.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

namespace sounder {
namespace {

// Some 1.5 pieces and more.
constexpr std::size_t kBytes = 100'000;

std::vector<std::byte> stream_of(const LoadBytes& bytes, std::uint64_t stream, std::size_t size = kBytes) {
  std::vector<std::byte> all;
  while (all.size() < size) {
    const auto run = bytes.at(stream, all.size());
    all.insert(all.end(), run.begin(), run.end());
  }
  all.resize(size);
  return all;
}

class LoadBytesTest : public testing::TestWithParam<std::size_t> {
 protected:
  const LoadBytes bytes{1};
  const std::size_t message = GetParam();
  std::vector<std::byte> sent = stream_of(bytes, 5);

  bool noticed(const std::vector<std::byte>& got) const { return bytes.matching(5, 0, got) < got.size(); }
  auto nth(std::size_t n) { return sent.begin() + static_cast<std::ptrdiff_t>(n * message); }
};

INSTANTIATE_TEST_SUITE_P(Sizes, LoadBytesTest, testing::Values(8, 64, 100, 1024, 4096, 30'000));

TEST_P(LoadBytesTest, WhatCameBackWholeMatchesHoweverItWasCut) {
  for (std::size_t cut = 0; cut < kBytes; cut += message) {
    const std::span rest = std::span(sent).subspan(cut, std::min(message, kBytes - cut));
    ASSERT_EQ(bytes.matching(5, cut, rest), rest.size());
  }
}

TEST_P(LoadBytesTest, ASingleWrongBitIsFoundAtItsPlace) {
  for (const std::size_t place :
       {std::size_t{0}, message - 1, std::size_t{65'535}, std::size_t{65'536}, kBytes - 1}) {
    auto got = sent;
    got[place] ^= std::byte{0x10};
    EXPECT_EQ(bytes.matching(5, 0, got), place);
  }
}

TEST_P(LoadBytesTest, TwoMessagesInTheWrongOrderAreNoticed) {
  for (std::size_t n = 1; (n + 1) * message <= kBytes && n < 2000; ++n) {
    auto got = sent;
    std::swap_ranges(got.begin(), got.begin() + static_cast<std::ptrdiff_t>(message),
                     got.begin() + static_cast<std::ptrdiff_t>(n * message));
    ASSERT_TRUE(noticed(got)) << n;
  }
}

TEST_P(LoadBytesTest, AMessageLostOrTwiceThereIsNoticed) {
  auto lost = sent;
  lost.erase(lost.begin() + static_cast<std::ptrdiff_t>(message),
             lost.begin() + static_cast<std::ptrdiff_t>(2 * message));
  EXPECT_TRUE(noticed(lost));
  auto twice = sent;
  twice.insert(nth(1) - sent.begin() + twice.begin(), sent.begin(), nth(1));
  EXPECT_TRUE(noticed(twice));
}

TEST_P(LoadBytesTest, BytesOfAnotherConnectionAreNoticed) {
  for (std::uint64_t other = 6; other < 1000; ++other) {
    const auto theirs = stream_of(bytes, other, message);
    ASSERT_LT(bytes.matching(5, 0, theirs), theirs.size()) << other;
  }
}

TEST(LoadBytes, AnotherRunSendsOtherBytes) {
  EXPECT_NE(stream_of(LoadBytes(1), 0), stream_of(LoadBytes(2), 0));
  EXPECT_EQ(stream_of(LoadBytes(1), 0), stream_of(LoadBytes(1), 0));
}

}  // namespace
}  // namespace sounder
