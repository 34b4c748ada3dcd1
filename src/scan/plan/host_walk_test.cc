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

TEST(HostWalk, WhatWasNotCarriedIsNoTryAndItsNumbersTellItApart) {
  HostWalk walk;
  walk.begin(Instant{});
  for (int i = 0; i < 10; ++i) walk.pass_by();
  walk.rewind(Instant{}, {0, 4});
  EXPECT_EQ(walk.cursor(), 4U);
  EXPECT_EQ(walk.tries(), 0U);
  EXPECT_EQ(walk.pass(), 1U);
  EXPECT_NE(walk.number(), TryNumber::of_pass(0));
  EXPECT_EQ(walk.tries_before(walk.number()), 0U);
  walk.move_to(10);
  EXPECT_TRUE(walk.end_walk(Instant{}, false, 3));
  walk.end_pass(Instant{}, false, 3);
  EXPECT_EQ(walk.tries(), 1U);
  EXPECT_EQ(walk.tries_before(walk.number()), 1U);
  EXPECT_EQ(walk.tries_before(TryNumber::of_pass(1)), 0U);
}

// Numbers are used again, and the walk never runs out of them.
TEST(HostWalk, IsRewoundAsOftenAsNeedBe) {
  HostWalk walk;
  walk.begin(Instant{});
  for (std::uint32_t i = 1; i < 500; ++i) {
    walk.rewind(Instant{}, {0, 0});
    EXPECT_EQ(walk.pass(), i);
    EXPECT_EQ(walk.pass_of(walk.number()), i);
    EXPECT_EQ(walk.pass_of(TryNumber::of_pass(static_cast<std::uint8_t>((i - 1) % TryNumber::kMostPasses))),
              i - 1);
  }
}

}  // namespace
}  // namespace sounder
