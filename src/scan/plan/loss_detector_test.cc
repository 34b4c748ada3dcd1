#include "scan/plan/loss_detector.h"

#include <gtest/gtest.h>

namespace sounder {
namespace {

AnswerCount of(double expected, double got) { return {expected, got, 0.05 * expected}; }

TEST(LossDetector, SeesInSeveralEpochsWhatNoneOfThemShows) {
  LossDetector detector(0.1);
  EXPECT_FALSE(detector.on_epoch(of(10, 8)));
  bool lossy = false;
  for (int i = 0; i < 10 && !lossy; ++i) lossy = detector.on_epoch(of(10, 8));
  EXPECT_TRUE(lossy);
  detector.forget_recent();
  EXPECT_FALSE(detector.on_epoch(of(10, 8)));
}

TEST(LossDetector, AnAnswerThatCameLateWasNotLost) {
  LossDetector detector(0.1);
  for (int i = 0; i < 20; ++i) {
    EXPECT_FALSE(detector.on_epoch(of(10, 8)));
    detector.on_late_answer();
    detector.on_late_answer();
  }
}

TEST(LossDetector, BelievesABurstOnlyWhenItLasts) {
  LossDetector detector(0.1);
  detector.on_verdict(true);
  EXPECT_DOUBLE_EQ(detector.passed(of(100, 10)), 0.8);
  detector.on_verdict(true);
  EXPECT_DOUBLE_EQ(detector.passed(of(100, 10)), 0.5);
  detector.on_verdict(false);
  EXPECT_EQ(detector.lossy_in_a_row(), 0);
}

TEST(LossDetector, LossThatIsAsLargeAtAnEighthOfTheRateIsThePathsOwn) {
  LossDetector detector(0.1);
  EXPECT_FALSE(detector.loss_of_the_path(8'000, of(100, 70)));
  EXPECT_FALSE(detector.loss_of_the_path(4'000, of(100, 70)));
  EXPECT_EQ(detector.loss_of_the_path(1'000, of(100, 70)), 4'000);
}

TEST(LossDetector, LossThatShrinksWithTheRateIsNot) {
  LossDetector detector(0.1);
  EXPECT_FALSE(detector.loss_of_the_path(8'000, of(100, 50)));
  EXPECT_FALSE(detector.loss_of_the_path(1'000, of(100, 80)));
}

}  // namespace
}  // namespace sounder
