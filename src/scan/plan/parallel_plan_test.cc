#include "scan/plan/parallel_plan.h"

#include <gtest/gtest.h>

#include <map>
#include <set>

#include "net/services.h"
#include "scan/tcp_states.h"

namespace sounder {
namespace {

using std::chrono::microseconds;

std::vector<Address> addresses(std::uint32_t count) {
  std::vector<Address> out;
  for (std::uint32_t i = 0; i < count; ++i) out.push_back(Address::ipv4(0x0a000000 + i));
  return out;
}

ScanRequest request_for(std::uint32_t hosts, std::string_view ports) {
  ScanRequest request{TargetSet(addresses(hosts)), PortSet::parse(ports, Services::instance()).value()};
  request.seed = 11;
  return request;
}

// Drives a plan alone: `reply` says what comes back for a probe, if anything, 100 us later.
template <typename Reply>
std::vector<Verdict> drive(ParallelPlan& plan, Reply reply) {
  std::vector<Verdict> verdicts;
  std::array<Probe, 256> out;
  Instant now{};
  while (!plan.done() && now < Instant{} + std::chrono::hours(1)) {
    const std::size_t count = plan.poll_probes(now, out);
    std::vector<Answer> answers;
    for (std::size_t i = 0; i < count; ++i)
      if (const std::optional<Reason> reason = reply(out[i]))
        answers.push_back({out[i].id, tcp_state_of(*reason), *reason, now, now + microseconds(100)});
    plan.take_verdicts(verdicts);
    if (plan.done()) break;
    if (!answers.empty()) now += microseconds(100);
    for (const Answer& answer : answers) plan.on_answer(now, answer);
    plan.take_verdicts(verdicts);
    if (const auto next = plan.next_wakeup(); next && answers.empty()) now = std::max(now, *next);
  }
  EXPECT_TRUE(plan.done());
  return verdicts;
}

TEST(ParallelPlan, GivesEveryPairExactlyOneVerdictOverAllSlices) {
  for (const std::uint32_t slices : {1U, 2U, 3U, 7U})
    for (const auto& [hosts, ports] :
         {std::pair{1U, "-"}, std::pair{300U, "80"}, std::pair{50U, "1-99"}, std::pair{5U, "1-5"}}) {
      const ScanRequest request = request_for(hosts, ports);
      std::set<PairIndex> seen;
      std::uint64_t pairs = 0;
      for (std::uint32_t index = 0; index < slices; ++index) {
        ParallelPlan plan(request, PlanPart::even(index, slices), {}, Instant{});
        const auto verdicts = drive(plan, [](const Probe&) { return Reason::kReset; });
        for (const Verdict& verdict : verdicts) {
          EXPECT_TRUE(seen.insert(verdict.pair).second);
          EXPECT_EQ(verdict.endpoint, request.endpoint(verdict.pair));
        }
        EXPECT_EQ(plan.counts().total(), plan.progress().pairs);
        pairs += plan.progress().pairs;
      }
      EXPECT_EQ(pairs, request.pairs());
      EXPECT_EQ(seen.size(), request.pairs());
    }
}

// A target that hears nothing of us sends its SYN-ACK again after a second. Taken for round trips, these made
// every later try wait for seconds.
TEST(ParallelPlan, ASynAckThatWasSentAgainIsNoRoundTrip) {
  const ScanRequest request = request_for(1, "1-100");
  ParallelPlan plan(request, {}, {.kernel_retransmits = false, .late_answers = true}, Instant{});
  std::array<Probe, 256> out;
  const std::size_t count = plan.poll_probes(Instant{} + std::chrono::milliseconds(100), out);
  ASSERT_GE(count, 2U);
  const Instant sent = Instant{} + std::chrono::milliseconds(100);
  const Instant later = sent + std::chrono::milliseconds(1050);
  plan.on_answer(
      later,
      {.id = out[0].id, .state = State::kOpen, .reason = Reason::kSynAck, .sent = sent, .received = later});
  plan.on_answer(
      later,
      {.id = out[1].id, .state = State::kClosed, .reason = Reason::kReset, .sent = sent, .received = later});
  std::vector<Verdict> verdicts;
  plan.take_verdicts(verdicts);
  ASSERT_EQ(verdicts.size(), 2U);
  EXPECT_EQ(verdicts[0].reason, Reason::kSynAck);
  EXPECT_FALSE(verdicts[0].rtt);
  EXPECT_EQ(verdicts[1].rtt, std::chrono::milliseconds(1050));  // nobody sends a reset again
}

TEST(ParallelPlan, SilenceBecomesFilteredAfterSeveralTries) {
  const ScanRequest request = request_for(2, "1-100");
  ParallelPlan plan(request, {}, {}, Instant{});
  const auto verdicts = drive(plan, [](const Probe&) { return std::nullopt; });
  EXPECT_EQ(verdicts.size(), 200U);
  EXPECT_EQ(plan.counts(), (Counts{0, 0, 200, 0, 0}));
  EXPECT_EQ(plan.progress().sent, 400U);
}

TEST(ParallelPlan, AnInterruptLeavesTheRestUntested) {
  const ScanRequest request = request_for(3, "1-1000");
  ParallelPlan plan(request, {}, {}, Instant{});
  std::array<Probe, 100> out;
  ASSERT_GT(plan.poll_probes(Instant{}, out), 0U);
  plan.on_answer(Instant{}, {out[0].id, State::kOpen, Reason::kSynAck, Instant{}, Instant{}});
  plan.interrupt(Instant{});
  EXPECT_TRUE(plan.done());
  EXPECT_EQ(plan.counts(), (Counts{1, 0, 0, 0, 2999}));
  std::vector<HostDone> hosts;
  plan.take_hosts(hosts);
  ASSERT_EQ(hosts.size(), 3U);
  for (const HostDone& host : hosts) EXPECT_EQ(host.counts.total(), 1000U);
}

// A local firewall's second no was a verdict of its own even if the answer to an earlier try had come before:
// a fuzzer found the second verdict on one pair.
TEST(ParallelPlan, ATryThatWasNotSentTakesNoVerdictBack) {
  const ScanRequest request = request_for(1, "1-3");
  ParallelPlan plan(request, {}, {}, Instant{});
  std::array<Probe, 16> out;
  std::vector<Verdict> verdicts;
  Instant now{};
  std::optional<TryId> second_chance;
  for (int polls = 0; polls < 100 && !second_chance; ++polls) {
    const std::size_t count = plan.poll_probes(now, out);
    for (std::size_t i = 0; i < count; ++i) {
      if (out[i].id.number.is_second_chance()) second_chance = out[i].id;
      const Unsent refused{out[i].id, Reason::kLocalFirewall};
      if (!second_chance) plan.on_unsent(now, {&refused, 1});
    }
    now = std::max(now, *plan.next_wakeup());
  }
  ASSERT_TRUE(second_chance);
  plan.on_answer(now, {.id = {second_chance->pair, TryNumber::of_pass(0)},
                       .state = State::kClosed,
                       .reason = Reason::kReset,
                       .sent = now,
                       .received = now});
  const Unsent refused{*second_chance, Reason::kLocalFirewall};
  plan.on_unsent(now, {&refused, 1});
  plan.take_verdicts(verdicts);
  ASSERT_EQ(verdicts.size(), 1U);
  EXPECT_EQ(verdicts[0].reason, Reason::kReset);
}

// IPv6 switched off was taken for a lack of local ports, and IPv4 waited with it: 24 of 200 pairs in 55 s. A
// neighbour table that is full of silent hosts held this machine's own address back in the same way.
TEST(ParallelPlan, WhatIsShortForOneHostHoldsNoOtherBack) {
  for (const Reason lack : {Reason::kNoLocalPorts, Reason::kNoNeighbours}) {
    const ScanRequest request = request_for(2, "1-500");
    const Address lacking = Address::ipv4(0x0a000000);
    ParallelPlan plan(request, {}, {}, Instant{}, [](const Address&) { return Reach::kLoopback; });
    std::array<Probe, 64> out;
    std::vector<Verdict> verdicts;
    std::map<Address, Instant> last;
    Instant now{};
    while (!plan.done()) {
      const std::size_t count = plan.poll_probes(now, out);
      std::vector<Unsent> unsent;
      for (std::size_t i = 0; i < count; ++i)
        if (out[i].to.address == lacking) unsent.push_back({out[i].id, lack});
      plan.on_unsent(now, unsent);
      for (std::size_t i = 0; i < count; ++i)
        if (out[i].to.address != lacking)
          plan.on_answer(now, {out[i].id, State::kClosed, Reason::kReset, now, now});
      verdicts.clear();
      plan.take_verdicts(verdicts);
      for (const Verdict& verdict : verdicts) last[verdict.endpoint.address] = now;
      if (const auto next = plan.next_wakeup()) now = std::max(now + microseconds(10), *next);
      ASSERT_LT(now - Instant{}, 3 * kShortagePatience);
    }
    EXPECT_EQ(plan.counts(), (Counts{0, 500, 0, 0, 500}));
    EXPECT_LT(last[Address::ipv4(0x0a000001)] - Instant{}, std::chrono::seconds(1));
    EXPECT_GE(last[lacking] - Instant{}, kShortagePatience);
  }
}

}  // namespace
}  // namespace sounder
