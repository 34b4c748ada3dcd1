#include "scan/plan/epochs.h"

#include <gtest/gtest.h>

namespace sounder {
namespace {

using std::chrono::milliseconds;

Instant at(int ms) { return Instant{} + milliseconds(ms); }

TEST(Epochs, FindTheOneInWhichAProbeWasSent) {
  Epochs epochs(at(0));
  for (int ms = 10; ms <= 30; ms += 10) epochs.next(at(ms), false);
  EXPECT_EQ(epochs.find(at(10)).epoch->start, at(10));
  EXPECT_EQ(epochs.find(at(19)).epoch->start, at(10));
  EXPECT_EQ(epochs.find(at(35)).epoch, &epochs.current());
  EXPECT_EQ(epochs.find(at(-1)).epoch, nullptr);
}

TEST(Epochs, AreJudgedInTheirOrderAndOnlyWhenClosed) {
  Epochs epochs(at(0));
  EXPECT_EQ(epochs.to_judge(), nullptr);
  epochs.next(at(10), true);
  epochs.next(at(20), false);
  EXPECT_EQ(epochs.to_judge()->start, at(0));
  EXPECT_EQ(epochs.to_judge()->end, at(10));
  EXPECT_FALSE(epochs.find(at(5)).is_judged);
  epochs.on_judged();
  EXPECT_TRUE(epochs.find(at(5)).is_judged);
  EXPECT_TRUE(epochs.to_judge()->probing);
  epochs.on_judged();
  EXPECT_EQ(epochs.to_judge(), nullptr);
}

TEST(Epochs, AreFullWhenNoneIsJudgedAndForgetTheOldest) {
  Epochs epochs(at(0));
  int ms = 0;
  for (; !epochs.full(); ms += 10) epochs.next(at(ms + 10), false);
  EXPECT_GT(ms, 200);
  EXPECT_NE(epochs.find(at(0)).epoch, nullptr);
  for (int i = 0; i < 10; ++i, ms += 10) {
    epochs.on_judged();
    epochs.next(at(ms + 10), false);
  }
  EXPECT_EQ(epochs.find(at(0)).epoch, nullptr);
}

TEST(ExcessDelays, KnowTheirLeastAndTheirSlope) {
  ExcessDelays delays;
  EXPECT_EQ(delays.slope(), 0);
  for (int i = 0; i <= 10; ++i) delays.add(milliseconds(i), milliseconds(5) + milliseconds(i) / 2);
  EXPECT_NEAR(delays.slope(), 0.5, 1e-9);
  EXPECT_NEAR(delays.least_s(), 0.005, 1e-9);
  EXPECT_EQ(delays.count(), 11);
}

}  // namespace
}  // namespace sounder
