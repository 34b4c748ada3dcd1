#include "tests/scan/lab/link_model.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

namespace sounder::test {
namespace {

using namespace std::chrono_literals;

constexpr std::uint64_t kSeed = 17;

// Packets in even time, and what became of them.
std::vector<LinkModel::Fate> pass(LinkModel& model, int packets, Duration every, Instant start = Instant{}) {
  std::vector<LinkModel::Fate> fates;
  for (int i = 0; i < packets; ++i) fates.push_back(model.pass(start + i * every));
  return fates;
}

TEST(LinkModel, WithoutAnythingAPacketComesOutAtOnce) {
  LinkModel model({}, kSeed);
  const auto fate = model.pass(Instant{5s});
  EXPECT_EQ(fate.first, Instant{5s});
  EXPECT_FALSE(fate.second);
}

TEST(LinkModel, DelayAndJitterStayInTheirBounds) {
  LinkModel model({.delay = 20ms, .jitter = 4ms}, kSeed);
  Duration least = 1s;
  Duration most{};
  for (int i = 0; i < 10'000; ++i) {
    const Instant now{i * 1us};
    const Duration took = *model.pass(now).first - now;
    least = std::min(least, took);
    most = std::max(most, took);
  }
  EXPECT_GE(least, 20ms);
  EXPECT_LT(least, 20100us);
  EXPECT_LE(most, 24ms);
  EXPECT_GT(most, 23900us);
}

TEST(LinkModel, PassesItsRateAndDropsWhatTheQueueCannotHold) {
  LinkModel model({.rate_per_s = 50'000, .queue_packets = 2000}, kSeed);
  const auto fates = pass(model, 100'000, 10us);  // twice the rate for a second
  const auto passed = std::ranges::count_if(fates, [](const auto& fate) { return fate.first.has_value(); });
  EXPECT_NEAR(static_cast<double>(passed), 52'000, 10);
  EXPECT_EQ(model.counts().dropped, 100'000U - static_cast<std::uint64_t>(passed));
  EXPECT_EQ(model.counts().largest_queue, 2000U);
  // Half full after 20 ms, and from then on.
  EXPECT_NEAR(model.counts().over_half_share(), 1.02 - 0.02, 0.02);
}

TEST(LinkModel, AQueueThatNeverGrowsIsNeverHalfFull) {
  LinkModel model({.rate_per_s = 50'000, .queue_packets = 2000}, kSeed);
  pass(model, 50'000, 21us);
  EXPECT_EQ(model.counts().largest_queue, 1U);
  EXPECT_EQ(model.counts().over_half, Duration::zero());
}

TEST(LinkModel, TheTimeOverHalfIsExactForABurst) {
  LinkModel model({.rate_per_s = 1000, .queue_packets = 100}, kSeed);
  pass(model, 100, 0ns);  // 100 ms of work at once: over half for the first 50
  EXPECT_EQ(model.counts().largest_queue, 100U);
  EXPECT_NEAR(seconds(model.counts().over_half), 0.05, 1e-4);
}

TEST(LinkModel, LosesTheShareItWasTold) {
  LinkModel model({.loss = 0.05}, kSeed);
  pass(model, 100'000, 1us);
  EXPECT_NEAR(static_cast<double>(model.counts().lost), 5000, 300);
}

TEST(LinkModel, BurstsLoseEverythingForAWhile) {
  LinkModel model({.bursts = {.good = 900ms, .bad = 100ms}}, kSeed);
  const auto fates = pass(model, 1'000'000, 100us);  // a hundred seconds
  const double lost = static_cast<double>(model.counts().lost) / 1e6;
  EXPECT_NEAR(lost, 0.1, 0.04);
  int changes = 0;
  for (std::size_t i = 1; i < fates.size(); ++i)
    if (fates[i].first.has_value() != fates[i - 1].first.has_value()) ++changes;
  EXPECT_GT(changes, 100);
  EXPECT_LT(changes, 400);  // alone, 180,000 of them
}

TEST(LinkModel, ReordersAndDuplicatesTheShareItWasTold) {
  LinkModel model({.delay = 10ms, .reordered = 0.1, .duplicated = 0.2}, kSeed);
  const auto fates = pass(model, 10'000, 1us);
  const auto late = std::ranges::count_if(
      fates, [&, i = 0](const auto& fate) mutable { return *fate.first - Instant{i++ * 1us} > 10ms; });
  EXPECT_NEAR(static_cast<double>(late), 1000, 150);
  EXPECT_NEAR(static_cast<double>(model.counts().duplicated), 2000, 200);
}

TEST(LinkModel, TheSameSeedIsTheSameLink) {
  const LinkSpec spec{.delay = 10ms, .jitter = 5ms, .loss = 0.3, .reordered = 0.1, .duplicated = 0.1};
  LinkModel one(spec, kSeed);
  LinkModel two(spec, kSeed);
  LinkModel other(spec, kSeed + 1);
  int different = 0;
  for (int i = 0; i < 1000; ++i) {
    const Instant now{i * 1us};
    const auto fate = one.pass(now);
    const auto again = two.pass(now);
    EXPECT_EQ(fate.first, again.first);
    EXPECT_EQ(fate.second, again.second);
    if (other.pass(now).first != fate.first) ++different;
  }
  EXPECT_GT(different, 500);
}

}  // namespace
}  // namespace sounder::test
