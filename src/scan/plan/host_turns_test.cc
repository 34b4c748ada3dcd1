#include "scan/plan/host_turns.h"

#include <gtest/gtest.h>

namespace sounder {
namespace {

TEST(HostTurns, EverySliceMayProbeAHostWithoutAPolicer) {
  HostTurns turns;
  EXPECT_EQ(turns.take(7, 0, false), HostTurn::kFree);
  EXPECT_EQ(turns.take(7, 1, false), HostTurn::kFree);
}

TEST(HostTurns, OneSliceAtATimeProbesAPolicedHost) {
  HostTurns turns;
  EXPECT_EQ(turns.take(7, 1, true), HostTurn::kMine);
  EXPECT_EQ(turns.take(7, 0, true), HostTurn::kOthers);
  EXPECT_EQ(turns.take(7, 0, false), HostTurn::kOthers);  // even if it has found nothing itself
  EXPECT_EQ(turns.take(7, 1, false), HostTurn::kMine);
  EXPECT_EQ(turns.take(8, 0, false), HostTurn::kFree);
}

TEST(HostTurns, TheNextSliceHasItsTurnOnceTheFirstIsThrough) {
  HostTurns turns;
  EXPECT_EQ(turns.take(7, 0, true), HostTurn::kMine);
  turns.leave(7, 1, false, false);  // not its turn to give away
  EXPECT_EQ(turns.take(7, 1, false), HostTurn::kOthers);
  turns.leave(7, 0, false, true);
  EXPECT_EQ(turns.take(7, 2, false), HostTurn::kMine);
  EXPECT_EQ(turns.take(7, 1, false), HostTurn::kOthers);
}

TEST(HostTurns, AHostIsHeardAsLongAsASliceThatItAnswersIsNotThrough) {
  HostTurns turns;
  EXPECT_FALSE(turns.is_heard(7));
  turns.on_hearing(7, true);
  turns.on_hearing(7, true);
  EXPECT_TRUE(turns.is_heard(7));
  turns.leave(7, 0, true, false);
  turns.leave(7, 2, false, false);  // which it never answered
  EXPECT_TRUE(turns.is_heard(7));
  turns.on_hearing(7, false);
  EXPECT_FALSE(turns.is_heard(7));
  turns.leave(7, 1, false, false);
  EXPECT_FALSE(turns.is_heard(7));
}

TEST(HostTurns, ASliceThatMayHaveFoundAPolicerLeavesTheTurnToTheOthers) {
  HostTurns turns;
  turns.on_hearing(7, true);
  EXPECT_EQ(turns.take(7, 1, false), HostTurn::kFree);
  turns.leave(7, 0, true, true);
  EXPECT_EQ(turns.take(7, 1, false), HostTurn::kMine);
  EXPECT_EQ(turns.take(7, 2, false), HostTurn::kOthers);
}

}  // namespace
}  // namespace sounder
