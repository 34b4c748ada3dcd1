#include "echo/load/load_plan.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <deque>

#include "echo/load/limits.h"

namespace sounder {
namespace {

using namespace std::chrono_literals;

constexpr Duration kTick = 50us;

// A server in virtual time: answers in order after 1 ms, but nobody between `stall_from` and `stall_to`.
class SimulatedRun {
 public:
  explicit SimulatedRun(LoadOptions options) : options_(std::move(options)), plan_(options_, 0) {
    answers_.resize(plan_.lanes());
  }

  void run() {
    plan_.start(now_);
    while (!plan_.done(now_)) step();
    plan_.finish();
  }
  void step() {
    while (const auto lane = plan_.take_due(now_)) begin(*lane);
    for (std::size_t lane = 0; lane < answers_.size(); ++lane) {
      while (!answers_[lane].empty() && answers_[lane].front() <= now_) {
        answers_[lane].pop_front();
        plan_.answered(lane, now_);
      }
      if (!options_.rate_per_s || options_.churn || !plan_.waiting(lane)) begin(lane);
    }
    now_ += kTick;
  }
  LoadPlan& plan() { return plan_; }
  LoadTotals& totals() { return plan_.totals(); }
  Instant now() const { return now_; }

  Duration stall_from = 1h;
  Duration stall_to = 1h;
  Duration service = 1ms;

 private:
  void begin(std::size_t lane) {
    if (options_.churn && plan_.waiting(lane)) return;
    for (std::size_t n = plan_.begin(lane, now_); n > 0; --n) {
      Instant at = now_ + service;
      const Instant origin{};
      if (at >= origin + stall_from && at < origin + stall_to) at = origin + stall_to;
      answers_[lane].push_back(at);
    }
  }

  LoadOptions options_;
  LoadPlan plan_;
  Instant now_{};
  std::vector<std::deque<Instant>> answers_;
};

double ms(Duration d) { return seconds(d) * 1000; }

TEST(LoadPlan, AClosedLoopSendsAgainWhenTheAnswerIsIn) {
  SimulatedRun run({.connections = 4, .duration = 1s});
  run.run();
  EXPECT_NEAR(static_cast<double>(run.totals().round_trips), 4 * 1000, 4);
  EXPECT_EQ(run.totals().requests, run.totals().round_trips);
  EXPECT_NEAR(ms(run.totals().latency.quantile(0.5)), 1, 0.06);
}

TEST(LoadPlan, APipelineKeepsSoManyRequestsWithoutAnAnswer) {
  SimulatedRun run({.connections = 1, .duration = 1s, .pipeline = 5});
  run.plan().start(run.now());
  EXPECT_EQ(run.plan().begin(0, run.now()), 5U);
  EXPECT_EQ(run.plan().begin(0, run.now()), 0U);
  run.plan().answered(0, run.now() + 1ms);
  EXPECT_EQ(run.plan().begin(0, run.now() + 1ms), 1U);
}

TEST(LoadPlan, AnOpenLoopKeepsItsRateWhateverTheServerTakes) {
  for (const Duration service : {Duration(1ms), Duration(200ms)}) {
    SimulatedRun run({.connections = 10, .rate_per_s = 1000.0, .duration = 2s, .pipeline = kMostPipelined});
    run.service = service;
    run.run();
    EXPECT_EQ(run.totals().round_trips, 2000U);
    EXPECT_EQ(run.totals().unsent, 0U);
    EXPECT_NEAR(ms(run.totals().latency.quantile(0.99)), ms(service), 2);
  }
}

TEST(LoadPlan, ThreadsTogetherAskForTheRateWhetherTheyShareEvenlyOrNot) {
  const LoadOptions options{.connections = 10, .rate_per_s = 999.0, .duration = 10s, .threads = 3};
  std::uint64_t due = 0;
  for (unsigned thread = 0; thread < 3; ++thread) {
    LoadPlan plan(options, thread);
    plan.start(Instant{});
    while (plan.take_due(Instant{} + 1h)) ++due;
    plan.finish();
    EXPECT_GT(plan.totals().unsent, 2900U);
  }
  EXPECT_NEAR(static_cast<double>(due), 9990, 3);
}

// A stall of one second in ten: a tenth of all requests is late, by half a second on average.
TEST(LoadPlan, AStallIsChargedForEveryRequestThatItKeptWaiting) {
  for (const bool churn : {false, true}) {
    SimulatedRun run({.connections = 10, .rate_per_s = 1000.0, .duration = 10s, .churn = churn});
    run.stall_from = 4s;
    run.stall_to = 5s;
    run.run();
    EXPECT_EQ(run.totals().round_trips, 10'000U);
    EXPECT_NEAR(ms(run.totals().latency.quantile(0.99)), 900, 110) << "churn: " << churn;
    EXPECT_NEAR(ms(run.totals().latency.max()), 1000, 20);
    EXPECT_NEAR(ms(run.totals().latency.quantile(0.5)), 1, 0.3);
  }
}

TEST(LoadPlan, TheSameStallIsOneSampleForEachConnectionOfAClosedLoop) {
  SimulatedRun run({.connections = 10, .duration = 10s});
  run.stall_from = 4s;
  run.stall_to = 5s;
  run.run();
  EXPECT_NEAR(ms(run.totals().latency.quantile(0.99)), 1, 0.06);
  EXPECT_NEAR(ms(run.totals().latency.max()), 1000, 2);
}

TEST(LoadPlan, WhatIsDueBeforeTheEndIsStillSentAfterIt) {
  SimulatedRun run({.connections = 1, .rate_per_s = 100.0, .duration = 1s});
  run.stall_from = 500ms;
  run.stall_to = 1500ms;
  run.run();
  EXPECT_EQ(run.totals().round_trips, 100U);
  EXPECT_GT(run.now(), Instant{} + 1500ms);
  EXPECT_NEAR(ms(run.totals().latency.max()), 1000, 15);
}

TEST(LoadPlan, WhatNoConnectionTookUntilTheDeadlineIsCounted) {
  SimulatedRun run({.connections = 1, .rate_per_s = 100.0, .duration = 1s, .timeout = 1s, .pipeline = 3});
  run.stall_from = 500ms;
  run.stall_to = 1h;
  run.run();
  LoadTotals& totals = run.totals();
  EXPECT_EQ(totals.unanswered, 3U);
  EXPECT_EQ(totals.errors[static_cast<std::size_t>(LoadError::kTimedOut)], 1U);
  EXPECT_EQ(totals.requests, totals.round_trips + totals.unanswered);
  EXPECT_EQ(totals.requests + totals.unsent, 100U);
  EXPECT_EQ(run.now(), Instant{} + 2s);
}

TEST(LoadPlan, AnInterruptionSendsNothingMoreAndWhatWasUnderWayIsNoError) {
  SimulatedRun run({.connections = 3, .duration = 1h});
  run.service = 10min;
  run.plan().start(run.now());
  run.step();
  run.plan().stop(run.now());
  while (!run.plan().done(run.now())) run.step();
  EXPECT_EQ(run.now(), Instant{} + kTick + kInterruptPatience);
  run.plan().finish();
  EXPECT_EQ(run.totals().unfinished, 3U);
  EXPECT_EQ(run.totals().all_errors(), 0U);
}

TEST(LoadPlan, AConnectionThatBreaksLosesWhatItHadBegunAndNothingElse) {
  const LoadOptions options{.connections = 2, .duration = 1s, .pipeline = 4};
  LoadPlan plan(options, 0);
  plan.start(Instant{});
  plan.begin(0, Instant{});
  plan.begin(1, Instant{});
  plan.answered(0, Instant{} + 1ms);
  plan.lost(0);
  EXPECT_EQ(plan.totals().unanswered, 3U);
  EXPECT_FALSE(plan.waiting(0));
  EXPECT_TRUE(plan.waiting(1));
  EXPECT_EQ(plan.begin(0, Instant{} + 2ms), 4U);
  plan.answered(0, Instant{} + 5ms);
  EXPECT_EQ(plan.totals().latency.max(), 3ms);
}

// While the server stands still, requests wait for a connection that is free; that is no delay of ours.
TEST(LoadPlan, AStallOfTheServerIsNotTakenForLatenessOfOurOwn) {
  for (const std::size_t pipeline : {1, 3, 20}) {
    SimulatedRun run({.connections = 10, .rate_per_s = 1000.0, .duration = 4s, .pipeline = pipeline});
    run.stall_from = 1s;
    run.stall_to = 2s;
    run.run();
    EXPECT_LE(run.totals().late.max(), 2 * kTick) << pipeline;
    EXPECT_NEAR(ms(run.totals().waited.max()), 1000 - static_cast<double>(pipeline - 1) * 10, 20) << pipeline;
    EXPECT_EQ(run.totals().waited.count(), 4000U);
    EXPECT_EQ(run.totals().late.count(), 4000U);
  }
}

TEST(LoadPlan, ALoopThatWakesUpLateIsLateItself) {
  const LoadOptions options{.connections = 1, .rate_per_s = 1000.0, .duration = 1s, .pipeline = 1};
  LoadPlan plan(options, 0);
  const Instant start = Instant{} + 1h;
  plan.start(start);
  for (int i = 0; i < 2; ++i) EXPECT_EQ(plan.take_due(start + 7ms), 0U);
  EXPECT_EQ(plan.begin(0, start + 7ms), 1U);  // due at 0, free all the time
  EXPECT_EQ(plan.totals().late.max(), 7ms);
  plan.answered(0, start + 9ms);
  EXPECT_EQ(plan.begin(0, start + 20ms), 1U);  // due at 1, free at 9
  EXPECT_EQ(plan.totals().late.max(), 11ms);
  EXPECT_EQ(plan.totals().waited.max(), 8ms);
}

TEST(LoadPlan, WithChurnARequestWaitsUntilAnyLaneIsFree) {
  const LoadOptions options{.connections = 1, .rate_per_s = 1000.0, .duration = 1s, .churn = true};
  LoadPlan plan(options, 0);
  const Instant start = Instant{} + 1h;
  plan.start(start);
  EXPECT_EQ(plan.begin(0, start + 1s, start + 990ms), 1U);
  EXPECT_EQ(plan.totals().waited.max(), 990ms);
  EXPECT_EQ(plan.totals().late.max(), 10ms);
}

TEST(LoadPlan, TheFirstWrongBytesAreKept) {
  const LoadOptions options{.connections = 1, .duration = 1s};
  LoadPlan plan(options, 0);
  const Instant start = Instant{} + 1h;
  plan.start(start);
  plan.begin(0, start);
  plan.mismatched(0, start + 1500ms, {.offset = 3, .came = "first"});
  plan.mismatched(0, start + 1600ms, {.offset = 4, .came = "second"});
  EXPECT_EQ(plan.totals().wrong->came, "first");
  ASSERT_EQ(plan.series().points().size(), 2U);
  EXPECT_EQ(plan.series().points()[1].errors, 2U);
}

TEST(LoadPlan, WrongBytesAreNoRoundTrip) {
  const LoadOptions options{.connections = 1, .duration = 1s};
  LoadPlan plan(options, 0);
  plan.start(Instant{});
  plan.begin(0, Instant{});
  plan.mismatched(0, Instant{}, {});
  plan.mismatched(0, Instant{}, {});  // bytes that nobody asked for
  EXPECT_EQ(plan.totals().mismatched, 2U);
  EXPECT_EQ(plan.totals().round_trips, 0U);
  EXPECT_EQ(plan.begin(0, Instant{} + 1ms), 1U);
}

// As with datagrams (datagram_plan_test.cc).
TEST(LoadPlan, AStopAtTheMomentThatARequestWasDueLeavesNothingUnsent) {
  const LoadOptions options{.connections = 1, .rate_per_s = 100, .duration = 1s};
  LoadPlan plan(options, 0);
  const Instant start{1h};
  plan.start(start);
  ASSERT_EQ(plan.take_due(start), 0U);
  ASSERT_EQ(plan.begin(0, start), 1U);
  plan.stop(start);
  plan.finish();
  EXPECT_EQ(plan.totals().unsent, 0U);
}

}  // namespace
}  // namespace sounder
