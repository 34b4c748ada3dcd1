#include "scan/plan/timer_wheel.h"

#include <gtest/gtest.h>

#include <map>
#include <random>

namespace sounder {
namespace {

using std::chrono::milliseconds;
using Wheel = TimerWheel<int>;

TEST(TimerWheel, ExpiresNothingEarlyAndNothingMoreThanATickLate) {
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    std::mt19937_64 random(seed);
    Wheel wheel(Instant{});
    std::map<int, Instant> waiting;
    Instant now{};
    for (int id = 0; id < 3000; ++id) {
      const Instant when = now + std::chrono::microseconds(random() % 8'000'000);  // up to four times around
      wheel.add(when, id);
      waiting[id] = when;
      now += std::chrono::microseconds(random() % 5000);
      wheel.expire(now, [&](int due) {
        ASSERT_LE(waiting.at(due), now);
        waiting.erase(due);
      });
      for (const auto& [rest, deadline] : waiting) ASSERT_GT(deadline + Wheel::kTick, now) << "seed " << seed;
    }
    EXPECT_EQ(wheel.size(), waiting.size());
  }
}

TEST(TimerWheel, NextIsNeverAfterTheEarliestDeadlineRoundedUp) {
  std::mt19937_64 random(5);
  Wheel wheel(Instant{});
  for (int round = 0; round < 200; ++round) {
    const Instant now = Instant{} + std::chrono::seconds(3 * round);
    wheel.expire(now, [](int) {});
    const Instant when = now + std::chrono::microseconds(random() % 1'900'000);
    wheel.add(when, 1);
    while (wheel.size() > 0) {
      const Instant next = *wheel.next();
      EXPECT_LE(next, when + Wheel::kTick);
      wheel.expire(next, [](int) {});
    }
  }
}

TEST(TimerWheel, KeepsTheOrderInWhichEqualDeadlinesWereAdded) {
  Wheel wheel(Instant{});
  for (int i = 0; i < 10; ++i) wheel.add(Instant{} + milliseconds(5), i);
  std::vector<int> due;
  wheel.expire(Instant{} + milliseconds(7), [&](int i) { due.push_back(i); });
  EXPECT_EQ(due, (std::vector<int>{0, 1, 2, 3, 4, 5, 6, 7, 8, 9}));
}

TEST(TimerWheel, MayBeAddedToWhileItExpires) {
  Wheel wheel(Instant{});
  int calls = 0;
  wheel.add(Instant{}, 0);
  for (int ms = 1; ms < 100; ++ms)
    wheel.expire(Instant{} + milliseconds(ms), [&](int) {
      ++calls;
      wheel.add(Instant{}, 0);  // in the past: due at the next tick, never in an endless loop
    });
  EXPECT_GT(calls, 50);
  EXPECT_LT(calls, 200);
}

TEST(TimerWheel, AnIdleHourCostsNothing) {
  Wheel wheel(Instant{});
  wheel.expire(Instant{} + std::chrono::hours(1), [](int) {});
  wheel.add(Instant{} + std::chrono::hours(2), 7);
  int wakes = 0;
  while (wheel.size() > 0) {
    wheel.expire(*wheel.next(), [](int) {});
    ++wakes;
  }
  EXPECT_LT(wakes, 2000);  // once a turn of 2.1 s
}

}  // namespace
}  // namespace sounder
