#include "identify/attempts.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "identify/protocols/table.h"

namespace sounder {
namespace {

TEST(Attempts, ThePortsOwnProtocolComesFirstThenWhatMostAnswer) {
  const auto redis = attempts_for(6379, false);
  EXPECT_EQ(redis[0], (Attempt{&kRedis, false}));
  EXPECT_EQ(redis[1], (Attempt{&kHttp, false}));
  EXPECT_EQ(redis[2], (Attempt{&kHttp, true}));
  EXPECT_EQ(attempts_for(443, false)[0], (Attempt{&kHttp, true}));
  EXPECT_EQ(attempts_for(31'337, false)[0], (Attempt{&kHttp, false}));
}

TEST(Attempts, NoOpeningIsTriedTwiceAndNoneIsForgotten) {
  for (const std::uint16_t port : std::initializer_list<std::uint16_t>{22, 80, 443, 6379, 31'337}) {
    const auto all = attempts_for(port, true);
    for (const Attempt& attempt : all) EXPECT_EQ(std::ranges::count(all, attempt), 1) << port;
    for (const Protocol* protocol : protocols()) {
      const bool opens = protocol->opening != nullptr;
      EXPECT_EQ(std::ranges::count(all, Attempt{protocol, false}), opens ? 1 : 0) << protocol->name;
    }
  }
}

TEST(Attempts, PrintersAreNotSpokenToUnlessAsked) {
  for (const std::uint16_t port : std::initializer_list<std::uint16_t>{515, 9100, 9103, 9107, 9999}) {
    EXPECT_TRUE(is_delicate(port));
    EXPECT_TRUE(attempts_for(port, false).empty());
    EXPECT_FALSE(attempts_for(port, true).empty());
  }
  EXPECT_FALSE(is_delicate(9099));
  EXPECT_FALSE(is_delicate(9108));
}

TEST(Attempts, SomeProtocolsSpeakFirst) {
  EXPECT_TRUE(speaks_first(22));
  EXPECT_TRUE(speaks_first(25));
  EXPECT_FALSE(speaks_first(80));
  EXPECT_FALSE(speaks_first(465));
  EXPECT_FALSE(speaks_first(31'337));
}

}  // namespace
}  // namespace sounder
