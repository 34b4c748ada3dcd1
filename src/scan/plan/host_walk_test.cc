#include "scan/plan/host_walk.h"

#include <gtest/gtest.h>

namespace sounder {
namespace {

using std::chrono::milliseconds;
using Phase = HostWalk::Phase;

Instant at(int ms) { return Instant{} + milliseconds(ms); }

TEST(HostWalk, WaitsForItsTriesAndThenGoesOverTheRestLater) {
  HostWalk walk;
  walk.begin(at(0));
  walk.on_sent();
  walk.pass_by();
  EXPECT_FALSE(walk.end_walk(at(10), false, 2));
  EXPECT_EQ(walk.phase(), Phase::kWaiting);
  EXPECT_FALSE(walk.pass_is_over());
  walk.on_time_up();
  ASSERT_TRUE(walk.pass_is_over());
  walk.end_pass(at(100), false, 2);
  EXPECT_EQ(walk.phase(), Phase::kPausing);
  EXPECT_EQ(walk.pause_end(), at(10) + kLatePassDelay);
  walk.end_pause(walk.pause_end());
  EXPECT_TRUE(walk.is_walking());
  EXPECT_EQ(walk.pass(), 1);
  EXPECT_EQ(walk.cursor(), 0U);
}

TEST(HostWalk, OnlyTheLastPassIsLate) {
  HostWalk walk;
  walk.begin(at(0));
  EXPECT_TRUE(walk.end_walk(at(10), false, 3));
  walk.end_pass(at(10), false, 3);
  EXPECT_TRUE(walk.is_walking());
}

TEST(HostWalk, FinishesAfterTheLastPassOrWhenAllIsResolved) {
  for (const bool all_resolved : {true, false}) {
    HostWalk walk;
    walk.begin(at(0));
    walk.end_walk(at(10), false, 2);
    walk.end_pass(at(10), all_resolved, all_resolved ? 2 : 1);
    EXPECT_TRUE(walk.is_finished());
  }
}

TEST(HostWalk, ATryToResendKeepsThePassOpen) {
  HostWalk walk;
  walk.begin(at(0));
  walk.on_sent();
  walk.on_to_resend();
  EXPECT_EQ(walk.out(), 2U);
  EXPECT_FALSE(walk.end_walk(at(10), false, 2));
  walk.on_time_up();
  EXPECT_FALSE(walk.pass_is_over());
  walk.on_resend();
  EXPECT_TRUE(walk.pass_is_over());
}

// What was sent half a second ago has had its pause.
TEST(HostWalk, ALongPassOverASilentHostIsFollowedByTheNextAtOnce) {
  HostWalk walk;
  walk.begin(at(0));
  walk.on_sent();
  EXPECT_TRUE(walk.end_walk(at(600), true, 2));
  walk.end_pass(at(600), false, 2);
  EXPECT_TRUE(walk.is_walking());
  EXPECT_EQ(walk.out(), 1U);
}

}  // namespace
}  // namespace sounder
