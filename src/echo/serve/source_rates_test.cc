#include "echo/serve/source_rates.h"

#include <gtest/gtest.h>

#include <random>

namespace sounder {
namespace {

using namespace std::chrono_literals;

constexpr SipKey kKey{1, 2};

Address address(const char* word) { return *Address::parse(word); }

int taken(SourceRates& rates, const Address& source, int tries, Instant now) {
  int count = 0;
  for (int i = 0; i < tries; ++i) count += rates.take(source, 1, now) ? 1 : 0;
  return count;
}

TEST(SourceRates, AfterABurstASourceHasItsRate) {
  SourceRates rates(100, 100, kKey);
  Instant now{1h};
  EXPECT_EQ(taken(rates, address("192.0.2.1"), 1000, now), 100);
  for (int i = 0; i < 50; ++i) EXPECT_EQ(taken(rates, address("192.0.2.1"), 10, now += 20ms), 2);
  // A long rest makes one burst, not more.
  EXPECT_EQ(taken(rates, address("192.0.2.1"), 1000, now + 1h), 100);
}

TEST(SourceRates, WhatIsRefusedCostsNothing) {
  SourceRates rates(10, 10, kKey);
  const Instant now{};
  EXPECT_FALSE(rates.take(address("192.0.2.1"), 11, now));
  EXPECT_TRUE(rates.take(address("192.0.2.1"), 10, now));
  EXPECT_FALSE(rates.take(address("192.0.2.1"), 1, now));
  EXPECT_TRUE(rates.take(address("192.0.2.1"), 1, now + 100ms));
}

TEST(SourceRates, SourcesAreApartAsTheirOwnersAre) {
  SourceRates rates(10, 10, kKey);
  auto are_one = [&, now = Instant{}](const char* one, const char* other) mutable {
    now += 1h;
    taken(rates, address(one), 100, now);
    return taken(rates, address(other), 100, now) == 0;
  };
  EXPECT_FALSE(are_one("192.0.2.1", "192.0.2.2"));
  EXPECT_TRUE(are_one("2001:db8::1", "2001:db8::ffff:2"));
  EXPECT_FALSE(are_one("2001:db8::1", "2001:db8:0:1::1"));
  EXPECT_FALSE(are_one("fe80::1", "fe80::2"));
  // 0.0.0.1 and ::/64 have the same bits.
  EXPECT_FALSE(are_one("0.0.0.1", "::1"));
}

TEST(SourceRates, TheTableForgetsTheOldestAndNeverGrows) {
  SourceRates rates(10, 10, kKey, 4);
  Instant now{};
  for (std::uint32_t i = 1; i <= 4; ++i) EXPECT_EQ(taken(rates, Address::ipv4(i), 10, now), 10);
  EXPECT_EQ(rates.size(), 4U);
  now += 1s;                                // all debts are paid
  taken(rates, Address::ipv4(1), 10, now);  // so that 2 is the oldest
  EXPECT_EQ(taken(rates, Address::ipv4(5), 10, now), 10);
  EXPECT_EQ(rates.size(), 4U);
  EXPECT_EQ(taken(rates, Address::ipv4(1), 10, now), 0);  // remembered
}

TEST(SourceRates, ANewcomerInheritsTheDebtOfWhomItDisplaces) {
  SourceRates rates(10, 10, kKey, 4);
  const Instant now{};
  for (std::uint32_t i = 1; i <= 4; ++i) EXPECT_EQ(taken(rates, Address::ipv4(i), 6, now), 6);
  EXPECT_EQ(taken(rates, Address::ipv4(5), 10, now), 4);
}

// Whatever names the sources have, all together get at most what the table holds.
TEST(SourceRates, AFloodOfForgedSourcesGetsNoMoreThanTheTableHolds) {
  constexpr std::uint32_t kSources = 64;
  for (unsigned seed = 1; seed <= 5; ++seed) {
    SCOPED_TRACE(seed);
    std::mt19937 random(seed);
    SourceRates rates(10, 10, kKey, kSources);
    std::uint64_t answers = 0;
    Instant now{};
    for (int i = 0; i < 200'000; ++i) {
      now += 10us;  // 100,000 a second for two seconds
      answers += rates.take(Address::ipv4(static_cast<std::uint32_t>(random())), 1, now) ? 1 : 0;
    }
    EXPECT_LE(answers, kSources * (10 + 2 * 10));
    EXPECT_GE(answers, kSources * 10);
    EXPECT_EQ(rates.size(), kSources);
  }
}

}  // namespace
}  // namespace sounder
