#include "scan/plan/rate_controller.h"

#include <gtest/gtest.h>

namespace sounder {
namespace {

using std::chrono::milliseconds;
using Mode = RateController::Mode;

constexpr PathRates kRates{2'000, 20'000, 100'000};

Instant at(int ms) { return Instant{} + milliseconds(ms); }

Epoch epoch(int start_ms, double per_s, bool probing = false) {
  Epoch made;
  made.start = at(start_ms);
  made.end = at(start_ms + 10);
  made.probes = per_s / 100;
  made.probing = probing;
  return made;
}

RateController cruising() {
  RateController rate(at(0), kRates);
  rate.on_first_answer(at(0));
  rate.on_good_epoch(epoch(0, 4'000), true);
  rate.slow_down(at(20), 10'000, 0.75);
  rate.on_good_epoch(epoch(30, 7'500), true);
  EXPECT_EQ(rate.mode(), Mode::kCruise);
  return rate;
}

TEST(RateController, GrowsBlindlyUpToALimitAndTakesSomeBackAtTheFirstAnswer) {
  RateController rate(at(0), kRates);
  for (int ms = 0; ms < 1000; ms += 10) rate.grow_blindly(at(ms));
  EXPECT_EQ(rate.mode(), Mode::kBlind);
  EXPECT_EQ(rate.rate_per_s(), 20'000);
  rate.on_first_answer(at(1000));
  EXPECT_EQ(rate.mode(), Mode::kStartup);
  EXPECT_NEAR(rate.rate_per_s(), 20'000 / 3.0, 1);
}

TEST(RateController, StartsUpToTheCeiling) {
  RateController rate(at(0), kRates);
  rate.on_first_answer(at(0));
  for (int i = 0; i < 20; ++i) {
    EXPECT_FALSE(rate.on_epoch_end());
    rate.on_good_epoch(epoch(10 * i, rate.rate_per_s()), true);
  }
  EXPECT_EQ(rate.rate_per_s(), 100'000);
}

TEST(RateController, DrainsUntilAnEpochSentSinceWasGood) {
  RateController rate(at(0), kRates);
  rate.on_first_answer(at(0));
  rate.on_good_epoch(epoch(0, 4'000), true);
  rate.slow_down(at(20), 10'000, 0.75);
  EXPECT_EQ(rate.mode(), Mode::kDrain);
  EXPECT_EQ(rate.rate_per_s(), 7'500);
  rate.on_good_epoch(epoch(10, 7'500), true);  // sent before
  EXPECT_EQ(rate.mode(), Mode::kDrain);
  rate.on_good_epoch(epoch(20, 7'500), true);
  EXPECT_EQ(rate.mode(), Mode::kCruise);
  EXPECT_EQ(rate.rate_per_s(), 10'000);
}

TEST(RateController, ProbesForAnEpochEveryFewAndKeepsWhatPassed) {
  RateController rate = cruising();
  int epochs = 0;
  while (!rate.on_epoch_end()) ASSERT_LT(++epochs, 10);
  EXPECT_EQ(rate.mode(), Mode::kProbe);
  EXPECT_EQ(rate.rate_per_s(), 12'500);
  EXPECT_FALSE(rate.on_epoch_end());
  EXPECT_EQ(rate.mode(), Mode::kCruise);
  rate.on_good_epoch(epoch(100, 12'500, true), true);
  EXPECT_EQ(rate.rate_per_s(), 12'500);
}

TEST(RateController, WaitsLongerAfterProbingThatFailed) {
  RateController rate = cruising();
  const auto wait = [&] {
    int epochs = 0;
    while (!rate.on_epoch_end()) ++epochs;
    return epochs;
  };
  wait();
  const int before = wait();
  for (int i = 0; i < 10; ++i) rate.on_failed_probing();
  wait();
  EXPECT_GT(wait(), 4 * before);
}

TEST(RateController, ResumesAtHalfAfterAStall) {
  RateController rate = cruising();
  rate.stall();
  EXPECT_EQ(rate.rate_per_s(), 0);
  EXPECT_FALSE(rate.on_epoch_end());
  rate.resume(at(500), 0.5);
  EXPECT_EQ(rate.mode(), Mode::kCruise);
  EXPECT_EQ(rate.rate_per_s(), 5'000);
  for (int i = 0; i < 20; ++i) {
    rate.stall();
    rate.resume(at(600), 0.5);
  }
  EXPECT_EQ(rate.rate_per_s(), rate.least_per_s());
}

TEST(RateController, StartsAnewWhereItWasSlowedDownForTheWrongReason) {
  RateController rate = cruising();
  rate.start_anew();
  rate.on_good_epoch(epoch(100, 10'000), true);
  EXPECT_GT(rate.rate_per_s(), 20'000);
}

}  // namespace
}  // namespace sounder
