#include "scan/engine/syn_cookies.h"

#include <gtest/gtest.h>

#include "scan/engine/sent_tries.h"

namespace sounder {
namespace {

Endpoint endpoint(const char* address, std::uint16_t port) { return {*Address::parse(address), Port{port}}; }

TEST(SynCookies, GiveTheNumberOfTheTryBack) {
  const SynCookies cookies({1, 2});
  for (const auto& [to, from] : {std::pair(endpoint("192.0.2.1", 80), endpoint("10.0.0.1", 61'000)),
                                 std::pair(endpoint("2001:db8::1", 80), endpoint("fd00::1", 61'000))})
    for (int byte = 0; byte < 256; ++byte) {
      const TryNumber number = TryNumber::from_byte(static_cast<std::uint8_t>(byte));
      const auto sequence = cookies.sequence(to, from, number);
      EXPECT_EQ(cookies.number(to, from, sequence), number);
    }
}

TEST(SynCookies, AnswersThatFitNeitherEndpointNorKeyAreNotBelieved) {
  const SynCookies cookies({1, 2});
  const SynCookies of_another_scan({3, 4});
  const Endpoint to = endpoint("192.0.2.1", 80);
  const Endpoint from = endpoint("10.0.0.1", 61'000);
  const auto sequence = cookies.sequence(to, from, {});
  EXPECT_FALSE(cookies.number(endpoint("192.0.2.2", 80), from, sequence));
  EXPECT_FALSE(cookies.number(endpoint("192.0.2.1", 81), from, sequence));
  EXPECT_FALSE(cookies.number(to, endpoint("10.0.0.2", 61'000), sequence));
  EXPECT_FALSE(cookies.number(to, endpoint("10.0.0.1", 61'001), sequence));
  EXPECT_FALSE(cookies.number(to, from, sequence + 0x100));  // a wrong acknowledgement
  EXPECT_FALSE(of_another_scan.number(to, from, sequence));
}

TEST(SentTries, TellWhenATryWasSentUntilManyOthersWere) {
  SentTries tries;
  const Instant start{std::chrono::seconds(1)};
  const auto when = [&](std::uint64_t i) { return start + std::chrono::microseconds(i); };
  const auto id = [](std::uint64_t i) {
    return TryId{i, TryNumber::of_pass(static_cast<std::uint8_t>(i % 3))};
  };
  constexpr std::uint64_t kMany = 4 * kSentTries;
  for (std::uint64_t i = 0; i < kMany; ++i) tries.put(id(i), when(i));
  std::uint64_t known = 0;
  for (std::uint64_t i = kMany - kSentTries / 4; i < kMany; ++i) {
    const auto sent = tries.find(id(i));
    EXPECT_EQ(sent.value_or(when(i)), when(i));
    known += sent ? 1 : 0;
  }
  EXPECT_GT(known, kSentTries / 4 * 98 / 100);
  EXPECT_FALSE(tries.find({kMany - 1, TryNumber::of_pass(17)}));
  const TryId canary{5, TryNumber::of_canary(0)};
  tries.put(canary, when(1));
  tries.put(canary, when(2));  // a canary's number comes again
  EXPECT_EQ(tries.find(canary), when(2));
}

}  // namespace
}  // namespace sounder
