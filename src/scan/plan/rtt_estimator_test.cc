#include "scan/plan/rtt_estimator.h"

#include <gtest/gtest.h>

namespace sounder {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

TEST(RttEstimator, WaitsOneSecondBeforeTheFirstSample) {
  const RttEstimator rtt;
  EXPECT_FALSE(rtt.smoothed());
  EXPECT_EQ(rtt.try_timeout(), seconds(1));
}

TEST(RttEstimator, FollowsRfc6298) {
  RttEstimator rtt;
  rtt.add(Instant{}, milliseconds(100));
  EXPECT_NEAR(sounder::seconds(*rtt.smoothed()), 0.1, 1e-6);
  EXPECT_NEAR(sounder::seconds(rtt.spread_end()), 0.3, 1e-6);  // first deviation is half the sample
  rtt.add(Instant{}, milliseconds(180));
  EXPECT_NEAR(sounder::seconds(*rtt.smoothed()), 0.110, 1e-6);
  EXPECT_NEAR(sounder::seconds(rtt.spread_end()), 0.110 + 4 * 0.0575, 1e-6);
}

TEST(RttEstimator, TryTimeoutHasAFloorAndACeiling) {
  RttEstimator near;
  RttEstimator far;
  for (int i = 0; i < 100; ++i) {
    near.add(Instant{}, std::chrono::microseconds(20));
    far.add(Instant{}, seconds(20));
  }
  EXPECT_EQ(near.try_timeout(), kTryTimeoutFloor);
  EXPECT_EQ(far.try_timeout(), kTryTimeoutCeiling);
}

TEST(RttEstimator, ForgetsASmallestRoundTripAfterTenToTwentySeconds) {
  RttEstimator rtt;
  rtt.add(Instant{}, milliseconds(10));
  for (int ms = 0; ms <= 9000; ms += 100) rtt.add(Instant{} + milliseconds(ms), milliseconds(50));
  EXPECT_EQ(rtt.smallest(), milliseconds(10));
  for (int ms = 9000; ms <= 25000; ms += 100) rtt.add(Instant{} + milliseconds(ms), milliseconds(50));
  EXPECT_EQ(rtt.smallest(), milliseconds(50));
}

}  // namespace
}  // namespace sounder
