#include "scan/plan/plan_clock.h"

#include <gtest/gtest.h>

namespace sounder {
namespace {

using namespace std::chrono_literals;

constexpr Instant kStart = Instant{} + 1h;

TEST(PlanClock, IsTheEnginesUntilThereIsAPause) {
  const PlanClock clock;
  EXPECT_EQ(clock.at(kStart), kStart);
  EXPECT_EQ(clock.engine_time(kStart), kStart);
}

TEST(PlanClock, StandsStillDuringAPauseAndGoesOnFromThere) {
  PlanClock clock;
  clock.set_paused(kStart, true);
  EXPECT_EQ(clock.at(kStart + 10s), kStart);
  clock.set_paused(kStart + 5s, true);  // said twice, meant once
  clock.set_paused(kStart + 20s, false);
  EXPECT_EQ(clock.at(kStart + 20s), kStart);
  EXPECT_EQ(clock.at(kStart + 21s), kStart + 1s);
  EXPECT_EQ(clock.engine_time(kStart + 1s), kStart + 21s);
  clock.set_paused(kStart + 22s, true);
  EXPECT_EQ(clock.at(kStart + 99s), kStart + 2s);
  EXPECT_EQ(clock.at(kStart + 21s), kStart + 1s);
  clock.set_paused(kStart + 32s, false);
  EXPECT_EQ(clock.at(kStart + 33s), kStart + 3s);
}

TEST(PlanClock, AnAnswerKeepsItsRoundTrip) {
  PlanClock clock;
  clock.set_paused(kStart, true);
  const Answer during = clock.at(Answer{{}, State::kClosed, Reason::kReset, kStart - 10ms, kStart + 30ms});
  EXPECT_EQ(during.sent, kStart - 10ms);
  EXPECT_EQ(during.received - during.sent, 40ms);
  clock.set_paused(kStart + 1h, false);
  const Answer after =
      clock.at(Answer{{}, State::kClosed, Reason::kReset, kStart + 1h + 1s, kStart + 1h + 2s});
  EXPECT_EQ(after.sent, kStart + 1s);
  EXPECT_EQ(after.received, kStart + 2s);
}

}  // namespace
}  // namespace sounder
