#include "echo/load/load_clock.h"

#include <gtest/gtest.h>

namespace sounder {
namespace {

using namespace std::chrono_literals;

constexpr Instant kStart{1h};

LoadClock started(std::optional<double> rate_per_s) {
  LoadClock clock({.connections = 1, .rate_per_s = rate_per_s, .duration = 10s, .timeout = 5s}, 0);
  clock.start(kStart);
  return clock;
}

TEST(LoadClock, AClosedLoopRunsForItsDurationAndWaitsForAnswersUntilTheTimeout) {
  const LoadClock clock = started({});
  EXPECT_TRUE(clock.running(kStart + 9s));
  EXPECT_FALSE(clock.running(kStart + 10s));
  EXPECT_EQ(clock.next_due(0), Instant::max());
  EXPECT_FALSE(clock.done(kStart + 9s, 0, 0, 0));
  EXPECT_FALSE(clock.done(kStart + 10s, 1, 0, 0));
  EXPECT_TRUE(clock.done(kStart + 10s, 0, 0, 0));
  EXPECT_TRUE(clock.done(kStart + 15s, 1, 0, 0));
  EXPECT_EQ(clock.unsent(0), 0U);
}

TEST(LoadClock, AnOpenLoopIsDoneOnlyWhenEveryRequestThatWasDueIsBegunAndAnswered) {
  const LoadClock clock = started(2.0);
  EXPECT_EQ(clock.next_due(1), kStart + 500ms);
  EXPECT_EQ(clock.next_due(19), kStart + 9500ms);
  EXPECT_EQ(clock.next_due(20), Instant::max());
  EXPECT_FALSE(clock.done(kStart + 10s, 0, 0, 19));
  EXPECT_FALSE(clock.done(kStart + 10s, 0, 1, 20));
  EXPECT_TRUE(clock.done(kStart + 10s, 0, 0, 20));
  EXPECT_EQ(clock.unsent(15), 5U);
  EXPECT_EQ(clock.unsent(21), 0U);
}

TEST(LoadClock, AStopEndsItAndGivesAnswersASecond) {
  LoadClock clock = started(2.0);
  clock.stop(kStart + 3s);
  clock.stop(kStart + 9s);  // only the first counts
  EXPECT_TRUE(clock.interrupted());
  EXPECT_FALSE(clock.running(kStart + 2s));
  EXPECT_EQ(clock.next_due(3), Instant::max());
  EXPECT_EQ(clock.deadline(), kStart + 3s + kInterruptPatience);
  EXPECT_TRUE(clock.done(kStart + 3s, 0, 5, 6));
  EXPECT_EQ(clock.unsent(4), 2U);
}

}  // namespace
}  // namespace sounder
