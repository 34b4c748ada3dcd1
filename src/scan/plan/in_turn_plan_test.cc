#include "scan/plan/in_turn_plan.h"

#include <gtest/gtest.h>

#include "net/services.h"
#include "scan/plan/shortage.h"
#include "scan/tcp_states.h"

namespace sounder {
namespace {

using std::chrono::milliseconds;

class InTurn : public testing::Test {
 protected:
  ScanRequest request{TargetSet({Address::ipv4(0x0a000001), Address::ipv4(0x0a000002)}),
                      PortSet::parse("7,22,80", Services::instance()).value()};
  Instant now{};
  std::array<Probe, 8> out;
  std::vector<Verdict> verdicts;
  std::vector<HostDone> hosts;

  std::size_t poll(ScanPlan& plan) { return plan.poll_probes(now, out); }
  void answer(ScanPlan& plan, TryId id, Reason reason) {
    plan.on_answer(now, {id, tcp_state_of(reason), reason, now - milliseconds(1), now});
  }
  void take(ScanPlan& plan) {
    plan.take_verdicts(verdicts);
    plan.take_hosts(hosts);
  }
};

TEST_F(InTurn, TriesOnePairAfterAnotherInOrder) {
  InTurnPlan plan(request, {});
  for (PairIndex pair = 0; pair < 6; ++pair) {
    ASSERT_EQ(poll(plan), 1U);
    EXPECT_EQ(out[0].id, (TryId{pair, TryNumber::of_pass(0)}));
    EXPECT_EQ(out[0].to, request.endpoint(pair));
    EXPECT_EQ(poll(plan), 0U);  // one in flight
    answer(plan, out[0].id, pair == 1 ? Reason::kSynAck : Reason::kReset);
  }
  EXPECT_TRUE(plan.done());
  take(plan);
  ASSERT_EQ(verdicts.size(), 6U);
  EXPECT_EQ(verdicts[1].state, State::kOpen);
  ASSERT_EQ(hosts.size(), 2U);
  EXPECT_EQ(hosts[0].counts, (Counts{1, 2, 0, 0, 0}));
  EXPECT_EQ(plan.counts(), (Counts{1, 5, 0, 0, 0}));
}

// A wait of more years than a Duration holds once came out as one that was over long ago.
TEST_F(InTurn, ACapOfNearlyNothingIsNoCapOfAnything) {
  request.max_rate_per_s = 1e-12;
  InTurnPlan plan(request, {});
  ASSERT_EQ(poll(plan), 1U);
  answer(plan, out[0].id, Reason::kReset);
  now += std::chrono::hours(24);
  EXPECT_EQ(poll(plan), 0U);
  EXPECT_GT(*plan.next_wakeup(), now);
}

TEST_F(InTurn, TriesASilentPairTwiceAndThenCallsItFiltered) {
  InTurnPlan plan(request, {});
  ASSERT_EQ(poll(plan), 1U);
  now = *plan.next_wakeup();
  ASSERT_EQ(poll(plan), 1U);
  EXPECT_EQ(out[0].id, (TryId{0, TryNumber::of_pass(1)}));
  now = *plan.next_wakeup();
  ASSERT_EQ(poll(plan), 1U);
  EXPECT_EQ(out[0].id, (TryId{1, TryNumber::of_pass(0)}));
  take(plan);
  ASSERT_EQ(verdicts.size(), 1U);
  EXPECT_EQ(verdicts[0].state, State::kFiltered);
  std::vector<TryId> released;
  plan.take_released(released);
  EXPECT_EQ(released, (std::vector<TryId>{{0, TryNumber::of_pass(0)}, {0, TryNumber::of_pass(1)}}));
}

TEST_F(InTurn, AnAnswerToTheFirstTryCountsWhileTheSecondIsInFlight) {
  InTurnPlan plan(request, {});
  poll(plan);
  now = *plan.next_wakeup();
  poll(plan);
  answer(plan, {0, TryNumber::of_pass(0)}, Reason::kSynAck);
  answer(plan, {0, TryNumber::of_pass(1)}, Reason::kReset);
  take(plan);
  ASSERT_EQ(verdicts.size(), 1U);
  EXPECT_EQ(verdicts[0].state, State::kOpen);
}

TEST_F(InTurn, HonoursTimeoutTriesAndRate) {
  request.timeout = milliseconds(30);
  request.tries = 1;
  request.max_rate_per_s = 10;
  InTurnPlan plan(request, {});
  poll(plan);
  EXPECT_EQ(*plan.next_wakeup(), now + milliseconds(30));
  now += milliseconds(30);
  EXPECT_EQ(poll(plan), 0U);
  EXPECT_EQ(*plan.next_wakeup(), now + milliseconds(70));
  now += milliseconds(70);
  ASSERT_EQ(poll(plan), 1U);
  EXPECT_EQ(out[0].id, (TryId{1, TryNumber::of_pass(0)}));
}

TEST_F(InTurn, AnUnsentTryIsMadeAgainAndIsNoVerdict) {
  InTurnPlan plan(request, {});
  for (int i = 0; i < 5; ++i) {
    ASSERT_EQ(poll(plan), 1U);
    EXPECT_EQ(out[0].id, (TryId{0, TryNumber::of_pass(0)}));
    plan.on_unsent(now, std::vector<Unsent>{{out[0].id, Reason::kNoDescriptors}});
    EXPECT_EQ(poll(plan), 0U);
    now = *plan.next_wakeup();
  }
  take(plan);
  EXPECT_TRUE(verdicts.empty());
  EXPECT_EQ(plan.progress().sent, 0U);
}

TEST_F(InTurn, AShortageThatLastsLeavesPairsUntestedWithItsReason) {
  InTurnPlan plan(request, {});
  while (!plan.done()) {
    if (poll(plan) == 1) plan.on_unsent(now, std::vector<Unsent>{{out[0].id, Reason::kLocalFirewall}});
    if (plan.next_wakeup()) now = std::max(now, *plan.next_wakeup());
  }
  EXPECT_EQ(plan.counts(), (Counts{0, 0, 0, 0, 6}));
  EXPECT_LT(now - Instant{}, 2 * kShortagePatience);
  take(plan);
  EXPECT_EQ(verdicts.back().reason, Reason::kLocalFirewall);
}

TEST_F(InTurn, WhatIsShortForOneHostIsNotCountedAgainstTheNext) {
  InTurnPlan plan(request, {});
  const Address lacking = request.targets.at(0);
  int polls = 0;
  while (!plan.done()) {
    if (poll(plan) == 1) {
      const bool refused = out[0].to.address == lacking || polls++ % 2 == 0;
      if (refused)
        plan.on_unsent(now, std::vector<Unsent>{{out[0].id, Reason::kNoLocalPorts}});
      else
        answer(plan, out[0].id, Reason::kReset);
    }
    if (plan.next_wakeup()) now = std::max(now, *plan.next_wakeup());
    ASSERT_LT(now - Instant{}, 3 * kShortagePatience);
  }
  const std::uint64_t ports = request.ports_of(0);
  EXPECT_EQ(plan.counts()[State::kUntested], ports);
}

TEST_F(InTurn, AnInterruptCountsTheRestAsUntested) {
  InTurnPlan plan(request, {});
  poll(plan);
  answer(plan, {0, TryNumber::of_pass(0)}, Reason::kReset);
  poll(plan);
  plan.interrupt(now);
  EXPECT_TRUE(plan.done());
  EXPECT_EQ(plan.counts(), (Counts{0, 1, 0, 0, 5}));
  take(plan);
  ASSERT_EQ(hosts.size(), 1U);
  EXPECT_EQ(hosts[0].counts, (Counts{0, 1, 0, 0, 2}));
  EXPECT_EQ(plan.counts().total(), plan.progress().pairs);
}

}  // namespace
}  // namespace sounder
