#include "scan/plan/retry_policy.h"

#include <gtest/gtest.h>

#include <cmath>

namespace sounder {
namespace {

TEST(RetryPolicy, ACleanPathGetsTwoTries) {
  LossMeter clean;
  clean.add(0, 2000);
  EXPECT_EQ(tries_for_loss(assumed_loss(clean, clean)), 2);
}

TEST(RetryPolicy, FivePercentEachWayGetsEnoughForOneMissInAMillion) {
  LossMeter lossy;
  lossy.add(975, 9025);
  const int tries = tries_for_loss(assumed_loss(lossy, lossy));
  EXPECT_GE(tries, 6);
  EXPECT_LE(tries, 7);
  EXPECT_LE(std::pow(0.0975, tries), kMissTarget);
}

TEST(RetryPolicy, IsBoundedHoweverBadThePath) {
  LossMeter awful;
  awful.add(900, 100);
  EXPECT_EQ(tries_for_loss(assumed_loss(awful, awful)), kTriesMax);
  EXPECT_EQ(tries_for_loss(0), kTriesMin);
}

TEST(RetryPolicy, AHostWithoutFiguresLeansOnTheSlice) {
  LossMeter slice;
  slice.add(1000, 9000);
  EXPECT_NEAR(assumed_loss({}, slice), 0.1, 0.01);
  LossMeter own;
  own.add(0, 5000);
  EXPECT_LT(assumed_loss(own, slice), 0.005);
}

TEST(RetryPolicy, ForgetsWhatIsLongAgo) {
  LossMeter meter;
  meter.add(5000, 5000);
  for (int i = 0; i < 200; ++i) meter.add(0, 1000);
  EXPECT_LT(assumed_loss(meter, {}), 0.01);
}

}  // namespace
}  // namespace sounder
