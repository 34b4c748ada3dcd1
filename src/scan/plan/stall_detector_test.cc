#include "scan/plan/stall_detector.h"

#include <gtest/gtest.h>

namespace sounder {
namespace {

using std::chrono::milliseconds;

Instant at(int ms) { return Instant{} + milliseconds(ms); }

TEST(StallDetector, APathThatNeverAnsweredDoesNotStall) {
  StallDetector detector(at(0));
  EXPECT_FALSE(detector.on_epoch(at(5000), {.expected = 1000}, milliseconds(20)));
}

TEST(StallDetector, StallsWhenManyAnswersAreMissingForAWhile) {
  StallDetector detector(at(0));
  detector.on_answer(at(100));
  EXPECT_FALSE(detector.on_epoch(at(150), {.expected = 1000}, milliseconds(20)));
  EXPECT_TRUE(detector.on_epoch(at(400), {.expected = 10}, milliseconds(20)));
  detector.stall(at(400));
  EXPECT_EQ(detector.stalled_since(), at(400));
  detector.resume(at(500));
  EXPECT_FALSE(detector.stalled_since());
  EXPECT_FALSE(detector.on_epoch(at(900), {.expected = 10}, milliseconds(20)));
}

TEST(StallDetector, FewExpectedAnswersProveNothing) {
  StallDetector detector(at(0));
  detector.on_answer(at(0));
  EXPECT_FALSE(detector.on_epoch(at(5000), {.expected = 20}, milliseconds(20)));
  detector.on_answer(at(5001));
  EXPECT_FALSE(detector.on_epoch(at(9000), {.expected = 20}, milliseconds(20)));
}

}  // namespace
}  // namespace sounder
