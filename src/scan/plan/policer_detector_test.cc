#include "scan/plan/policer_detector.h"

#include <gtest/gtest.h>

namespace sounder {
namespace {

using std::chrono::microseconds;
using std::chrono::milliseconds;

Instant at(double ms) { return Instant{} + microseconds(static_cast<std::int64_t>(1000 * ms)); }

// A token bucket, and a detector that is told of all that is sent through it.
struct Bench {
  PolicerDetector detector;
  double tokens = 0;
  double per_s = 0;
  double depth = 1;
  double now_ms = 0;
  int count = 0;
  std::vector<double> alarms_ms;

  // Sends for a while; every fourth probe is a canary. `loss_of`: one in so many is lost besides.
  void send(double for_ms, double rate_per_s, int loss_of = 0) {
    const double step_ms = 1000 / rate_per_s;
    for (const double end_ms = now_ms + for_ms; now_ms < end_ms; now_ms += step_ms) {
      tokens = std::min(depth, tokens + per_s * step_ms / 1000);
      bool passes = per_s == 0 || tokens >= 1;
      if (per_s > 0 && passes) tokens -= 1;
      if (loss_of > 0 && ++count % loss_of == 0) passes = false;
      detector.on_sent(at(now_ms));
      if (passes) detector.on_answer(at(now_ms));
      if (++canary % 4 == 0 && detector.on_canary(at(now_ms), passes)) {
        alarms_ms.push_back(now_ms);
        measured = detector.passes();
        detector.on_new_rate(at(now_ms), measured.measured);
      }
    }
  }
  int canary = 0;
  PolicerDetector::Passes measured;
};

TEST(PolicerDetector, APathThatCarriesEverythingIsNeverDoubted) {
  Bench bench;
  bench.send(2000, 1000);
  EXPECT_TRUE(bench.alarms_ms.empty());
  EXPECT_TRUE(bench.detector.carries());
}

TEST(PolicerDetector, OneInTenLostIsNoOverload) {
  Bench bench;
  bench.send(20'000, 1000, 10);
  EXPECT_TRUE(bench.alarms_ms.empty());
}

// Whatever is sent: so many pass.
TEST(PolicerDetector, MeasuresWhatATokenBucketLetsPass) {
  for (const double per_s : {25.0, 200.0, 2000.0})
    for (const double faster : {3.0, 10.0, 50.0}) {
      Bench bench;
      bench.per_s = per_s;
      bench.depth = bench.tokens = 20;
      for (int i = 0; i < 100 && !bench.measured.measured; ++i) bench.send(20'000 / per_s, faster * per_s);
      ASSERT_FALSE(bench.alarms_ms.empty()) << per_s << " x " << faster;
      EXPECT_TRUE(bench.measured.measured);
      EXPECT_NEAR(bench.measured.per_s, per_s, 0.25 * per_s) << per_s << " x " << faster;
      EXPECT_TRUE(bench.detector.overloaded());
    }
}

TEST(PolicerDetector, CarriesAgainBelowTheRateOfTheBucket) {
  Bench bench;
  bench.per_s = 100;
  bench.send(1000, 2000);
  ASSERT_FALSE(bench.detector.carries());
  bench.send(1000, 80);
  EXPECT_TRUE(bench.detector.carries());
  EXPECT_FALSE(bench.detector.overloaded());
}

TEST(PolicerDetector, WhatWasSentBeforeTheRateChangedSaysNothing) {
  PolicerDetector detector;
  detector.on_new_rate(at(100), false);
  for (int i = 0; i < 50; ++i) EXPECT_FALSE(detector.on_canary(at(i), false));
  EXPECT_TRUE(detector.carries());
}

}  // namespace
}  // namespace sounder
