#include "base/histogram.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>
#include <vector>

namespace sounder {
namespace {

using namespace std::chrono_literals;

TEST(Histogram, EmptyIsZeroEverywhere) {
  const Histogram empty;
  EXPECT_EQ(empty.count(), 0U);
  EXPECT_EQ(empty.quantile(0.99), 0ns);
  EXPECT_EQ(empty.max(), 0ns);
  EXPECT_EQ(empty.count_below(1h), 0U);
}

TEST(Histogram, ShortTimesAreExact) {
  Histogram times;
  for (int ns = 1; ns <= 100; ++ns) times.record(Duration(ns));
  EXPECT_EQ(times.quantile(0.5), 50ns);
  EXPECT_EQ(times.quantile(0.99), 99ns);
  EXPECT_EQ(times.quantile(1), 100ns);
  EXPECT_EQ(times.quantile(0), 1ns);
}

TEST(Histogram, AnyTimeUpTo39HoursIsLessThanOnePercentTooHighAndNeverTooLow) {
  for (double ns = 1; ns < 1.4e14; ns = ns * 1.0007 + 1) {
    Histogram times;
    const Duration time(static_cast<std::int64_t>(ns));
    times.record(time);
    times.record(48h);  // so that the quantile is the bucket's edge and not the exact maximum
    const Duration told = times.quantile(0.5);
    ASSERT_GE(told, time);
    ASSERT_LE(static_cast<double>(told.count()), ns * 1.008) << ns;
  }
}

TEST(Histogram, QuantilesAreThoseOfTheSortedTimes) {
  const std::uint32_t seed = 7;
  SCOPED_TRACE(seed);
  std::mt19937 random(seed);
  std::lognormal_distribution<double> spread(11, 2);
  Histogram times;
  std::vector<double> sorted(20'000);
  for (double& ns : sorted) {
    ns = std::floor(spread(random));
    times.record(Duration(static_cast<std::int64_t>(ns)));
  }
  std::ranges::sort(sorted);
  for (const double q : {0.01, 0.5, 0.9, 0.99, 0.999}) {
    const double exact = sorted[static_cast<std::size_t>(std::ceil(q * 20'000)) - 1];
    EXPECT_NEAR(static_cast<double>(times.quantile(q).count()), exact, exact * 0.008 + 1) << q;
  }
  EXPECT_EQ(static_cast<double>(times.max().count()), sorted.back());
}

TEST(Histogram, AMergeIsAsIfOneHadRecordedAll) {
  Histogram left;
  Histogram right;
  Histogram all;
  for (int i = 0; i < 1000; ++i) {
    const Duration time(i * i * 977);
    (i % 3 == 0 ? left : right).record(time);
    all.record(time);
  }
  left.merge(right);
  EXPECT_EQ(left.count(), all.count());
  EXPECT_EQ(left.max(), all.max());
  for (const double q : {0.1, 0.5, 0.9, 0.999}) EXPECT_EQ(left.quantile(q), all.quantile(q));
}

TEST(Histogram, WhatLiesBeyondTheRangeCountsInItsLastBucketAndTheMaximumIsExact) {
  Histogram times;
  times.record(1000h);
  times.record(-5ns);
  EXPECT_EQ(times.count(), 2U);
  EXPECT_EQ(times.max(), 1000h);
  EXPECT_EQ(times.quantile(0.5), 0ns);
}

TEST(Histogram, CountsWhatLiesBelowATime) {
  Histogram times;
  for (int ms = 1; ms <= 100; ++ms) times.record(std::chrono::milliseconds(ms));
  EXPECT_NEAR(static_cast<double>(times.count_below(50ms)), 49, 1);
  EXPECT_EQ(times.count_below(10s), 100U);
  EXPECT_EQ(times.count_below(500us), 0U);
}

}  // namespace
}  // namespace sounder
