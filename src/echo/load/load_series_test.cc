#include "echo/load/load_series.h"

#include <gtest/gtest.h>

#include <numeric>
#include <random>

#include "tests/support/seeds.h"

namespace sounder {
namespace {

using namespace std::chrono_literals;

constexpr Instant kStart{1h};

std::uint64_t answers(const LoadSeries& series) {
  return std::accumulate(series.points().begin(), series.points().end(), std::uint64_t{0},
                         [](std::uint64_t sum, const auto& point) { return sum + point.latency().count(); });
}

TEST(LoadSeries, EachSecondHasItsOwnAnswersAndErrors) {
  LoadSeries series;
  series.start(kStart);
  series.answered(kStart, 1ms);
  series.answered(kStart + 999ms, 3ms);
  series.failed(kStart + 1s);
  series.lost(kStart + 1500ms, 4);
  series.answered(kStart + 3s, 7ms);
  series.finish();
  ASSERT_EQ(series.points().size(), 4U);
  EXPECT_EQ(series.points()[0].latency().count(), 2U);
  EXPECT_EQ(series.points()[0].latency().max(), 3ms);
  EXPECT_EQ(series.points()[1].latency().count(), 0U);
  EXPECT_EQ(series.points()[1].errors, 1U);
  EXPECT_EQ(series.points()[1].lost, 4U);
  EXPECT_EQ(series.points()[2].errors, 0U);
  EXPECT_EQ(series.points()[3].latency().quantile(1), 7ms);
}

TEST(LoadSeries, ADayHasAtMostTheCapOfPointsAndLosesNothing) {
  LoadSeries series;
  series.start(kStart);
  for (int i = 0; i < 86'400; ++i) series.answered(kStart + i * 1s, i * 1us);
  series.finish();
  EXPECT_LE(series.points().size(), kMostPoints);
  EXPECT_EQ(series.width(), 32s);
  EXPECT_EQ(answers(series), 86'400U);
  EXPECT_EQ(series.points()[1].latency().count(), 32U);
  EXPECT_EQ(series.points()[1].latency().max(), 63us);
}

// Threads that record for different times have points of different widths.
TEST(LoadSeries, MergedItIsAsIfOneThreadHadRecordedAll) {
  test::for_seeds(20, [](std::mt19937_64& random) {
    const auto longest = std::chrono::seconds(1 + random() % 20'000);
    LoadSeries all;
    std::vector<LoadSeries> parts(1 + random() % 4);
    all.start(kStart);
    for (LoadSeries& part : parts) part.start(kStart);
    Instant now = kStart;
    while (now < kStart + longest) {
      now += Duration(random() % static_cast<std::uint64_t>(Duration(longest).count() / 100));
      const Duration latency{static_cast<std::int64_t>(random() % 1'000'000'000)};
      LoadSeries& part = parts[random() % parts.size()];
      if (random() % 8 == 0) {
        all.failed(now);
        part.failed(now);
      } else {
        all.answered(now, latency);
        part.answered(now, latency);
      }
    }
    all.finish();
    LoadSeries merged = parts[0];
    for (std::size_t i = 1; i < parts.size(); ++i) merged.merge(parts[i]);
    merged.finish();
    ASSERT_EQ(merged.width(), all.width());
    ASSERT_EQ(merged.points().size(), all.points().size());
    for (std::size_t i = 0; i < all.points().size(); ++i) {
      EXPECT_EQ(merged.points()[i].buckets, all.points()[i].buckets);
      EXPECT_EQ(merged.points()[i].max, all.points()[i].max);
      EXPECT_EQ(merged.points()[i].errors, all.points()[i].errors);
    }
  });
}

}  // namespace
}  // namespace sounder
