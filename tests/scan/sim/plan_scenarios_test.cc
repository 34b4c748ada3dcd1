// The parallel plan on simulated networks: every case of the lab, and what must hold whatever the network
// does.
#include <gtest/gtest.h>

#include <algorithm>

#include "scan/plan/silent_hosts.h"
#include "tests/scan/sim/lab.h"

namespace sounder::sim {
namespace {

constexpr int kSeeds = 4;  // the table (plan_table) runs them all

void expect_sound(const Outcome& outcome, std::uint64_t seed) {
  SCOPED_TRACE("seed " + std::to_string(seed) + ": " + outcome.to_string());
  EXPECT_TRUE(outcome.done);
  EXPECT_EQ(outcome.counts.total(), outcome.pairs);  // the five states add up
  EXPECT_EQ(outcome.counts, outcome.told);           // and are what the verdicts said
  EXPECT_EQ(outcome.repeated, 0U);                   // one verdict a pair
  EXPECT_EQ(outcome.false_open, 0U);
}

class Lab : public testing::TestWithParam<LabCase> {};

TEST_P(Lab, FindsWhatIsOpenInTimeAndAccountsForEveryProbe) {
  const LabCase& one = GetParam();
  for (int i = 1; i <= std::min(kSeeds, one.seeds); ++i) {
    const auto seed = static_cast<std::uint64_t>(i);
    const Outcome outcome = run(one.scenario(seed), seed);
    expect_sound(outcome, seed);
    SCOPED_TRACE("seed " + std::to_string(seed) + ": " + outcome.to_string());
    EXPECT_GE(static_cast<double>(outcome.found), one.least_found * static_cast<double>(outcome.open));
    EXPECT_LE(seconds(outcome.elapsed), one.longest_s);
    EXPECT_LE(outcome.use.full_share, one.most_full);
    EXPECT_LE(outcome.use.half_share, one.most_half);
  }
}

std::string name_of(const testing::TestParamInfo<LabCase>& info) {
  std::string name;
  for (const char c : info.param.name) {
    if (std::isalnum(static_cast<unsigned char>(c)) != 0)
      name += c;
    else if (!name.empty() && name.back() != '_')
      name += '_';
  }
  return name;
}

INSTANTIATE_TEST_SUITE_P(Cases, Lab, testing::ValuesIn(lab()), name_of);

// Networks nobody thought of: every knob at random.
Scenario anything(std::uint64_t seed) {
  Random random(seed * 7919);
  Scenario scenario;
  scenario.hosts = 1 + static_cast<std::uint32_t>(random.next() % 6);
  scenario.ports = random.chance(0.5) ? "1-300" : "1-2000";
  scenario.engine = random.chance(0.5) ? EngineSpec::syn() : EngineSpec::connect();
  scenario.slices = 1 + static_cast<std::uint32_t>(random.next() % 3);
  if (random.chance(0.3)) scenario.engine.unsent = 0.3 * random.unit();
  if (random.chance(0.2)) scenario.engine.capacity = 20 + random.next() % 200;
  if (random.chance(0.2)) scenario.max_rate_per_s = 500 + 20'000 * random.unit();
  if (random.chance(0.2)) scenario.tries = 1 + static_cast<int>(random.next() % 4);
  if (random.chance(0.2)) scenario.timeout = std::chrono::milliseconds(20 + random.next() % 500);
  if (random.chance(0.2)) scenario.interrupt_at = std::chrono::milliseconds(random.next() % 1000);
  // A path that is away half of the time, in spells of a tenth of a second, is crawled along.
  scenario.give_up = std::chrono::hours(1);
  scenario.reach = random.chance(0.5) ? Reach::kRouted : Reach::kOnLink;
  if (random.chance(0.3)) scenario.first_link = {1000 + 50'000 * random.unit(), 20 + 1000 * random.unit()};
  scenario.host = [seed](std::uint32_t number) {
    Random own(seed * 104729 + number);
    HostSpec spec;
    spec.round_trip = own.upto(std::chrono::milliseconds(150));
    spec.jitter = own.upto(spec.round_trip / 2);
    spec.loss_each_way = own.chance(0.5) ? 0.1 * own.unit() : 0;
    if (own.chance(0.2)) spec.bursts = {own.unit(), 0.2 * own.unit(), 1};
    if (own.chance(0.4)) spec.link = {500 + 30'000 * own.unit(), 10 + 1000 * own.unit()};
    if (own.chance(0.2)) spec.resets_per_s = 100 + 1000 * own.unit();
    if (own.chance(0.1)) spec.up_from = own.upto(std::chrono::seconds(2));
    if (own.chance(0.1)) spec.down_from = own.upto(std::chrono::seconds(2));
    spec.duplicated = own.chance(0.3) ? 0.5 * own.unit() : 0;
    spec.reordered = own.chance(0.3) ? 0.5 * own.unit() : 0;
    const std::array otherwise{PortIs::kClosed, PortIs::kDropped, PortIs::kRejected, PortIs::kOpen};
    spec.port = open_ports(3000, seed + number, otherwise[own.next() % otherwise.size()]);
    return spec;
  };
  return scenario;
}

TEST(PlanSimulated, AccountsForEveryProbeOnAnyNetwork) {
  for (std::uint64_t seed = 1; seed <= 300; ++seed) {
    const Scenario scenario = anything(seed);
    const Outcome outcome = run(scenario, seed);
    SCOPED_TRACE("seed " + std::to_string(seed) + ": " + outcome.to_string());
    EXPECT_TRUE(outcome.done);
    EXPECT_EQ(outcome.counts.total(), outcome.pairs);
    EXPECT_EQ(outcome.repeated, 0U);
    EXPECT_EQ(outcome.false_open, 0U);
    std::uint64_t hosts = 0;
    for (const HostDone& host : outcome.hosts) hosts += host.counts.total();
    if (!scenario.interrupt_at) {
      EXPECT_EQ(outcome.counts, outcome.told);
      EXPECT_EQ(hosts, outcome.pairs);
    }
    if (HasFailure()) break;
  }
}

TEST(PlanSimulated, SlowHostsDoNotHoldFastOnesBack) {
  Scenario scenario;
  scenario.hosts = 10;
  scenario.ports = "1-5000";
  scenario.host = [](std::uint32_t number) {
    HostSpec spec;
    spec.round_trip = std::chrono::milliseconds(20);
    spec.port = open_ports(500, number, PortIs::kClosed);
    spec.link = {number < 5 ? 20'000.0 : 300.0, 100};
    return spec;
  };
  const Outcome outcome = run(scenario, 3);
  expect_sound(outcome, 3);
  for (std::uint32_t number = 0; number < 5; ++number) EXPECT_LT(seconds(outcome.host_done_at[number]), 5);
  EXPECT_GT(seconds(outcome.elapsed), 15);
}

TEST(PlanSimulated, MaxRateHoldsOverAllThreads) {
  Scenario scenario;
  scenario.ports = "1-10000";
  scenario.slices = 2;
  scenario.max_rate_per_s = 5000;
  scenario.host = [](std::uint32_t) {
    HostSpec spec;
    spec.round_trip = std::chrono::milliseconds(5);
    return spec;
  };
  const Outcome outcome = run(scenario, 1);
  expect_sound(outcome, 1);
  EXPECT_GE(seconds(outcome.elapsed), 1.98);
  EXPECT_LE(seconds(outcome.elapsed), 2.3);
}

TEST(PlanSimulated, SaysThatAHostLimitsItsResets) {
  HostSpec spec;
  spec.round_trip = std::chrono::milliseconds(10);
  spec.port = open_ports(200, 5, PortIs::kClosed);
  Scenario scenario;
  for (const double limit : {0.0, 500.0}) {
    spec.resets_per_s = limit;
    scenario.host = [spec](std::uint32_t) { return spec; };
    const Outcome outcome = run(scenario, 5);
    expect_sound(outcome, 5);
    ASSERT_EQ(outcome.hosts.size(), 1U);
    EXPECT_EQ(outcome.hosts[0].limits_resets, limit > 0);
    EXPECT_EQ(outcome.found, outcome.open);
  }
}

// Its first open port comes late in this order: it must be looked for faster than resets come, and once it
// has proven the limit, the scan must start anew at once.
TEST(PlanSimulated, AHostThatLimitsItsResetsIsScannedFastWhereverItsFirstOpenPortIs) {
  HostSpec spec;
  spec.round_trip = std::chrono::milliseconds(10);
  spec.jitter = std::chrono::milliseconds(1);
  spec.resets_per_s = 500;
  for (const std::uint64_t seed : {1, 9, 12}) {
    spec.port = open_ports(100, seed, PortIs::kClosed);
    Scenario scenario;
    scenario.host = [spec](std::uint32_t) { return spec; };
    const Outcome outcome = run(scenario, seed);
    expect_sound(outcome, seed);
    EXPECT_EQ(outcome.found, outcome.open);
    EXPECT_LT(seconds(outcome.elapsed), 6) << "seed " << seed;
    EXPECT_TRUE(outcome.hosts.at(0).limits_resets);
  }
}

TEST(PlanSimulated, AForbiddingLocalFirewallLeavesPairsUntestedAndTheRestComplete) {
  Scenario scenario;
  scenario.ports = "1-4000";
  scenario.engine.forbidden = [](const Endpoint& to) { return number(to.port) % 4 == 0; };
  scenario.host = [](std::uint32_t) {
    HostSpec spec;
    spec.round_trip = std::chrono::milliseconds(1);
    return spec;
  };
  const Outcome outcome = run(scenario, 2);
  expect_sound(outcome, 2);
  EXPECT_EQ(outcome.counts, (Counts{0, 3000, 0, 0, 1000}));
  EXPECT_LT(seconds(outcome.elapsed), 5);
}

// Silent hosts are not waited for as long as others; whoever answers late in spite of that is found.
TEST(PlanSimulated, HurryingOverSilentHostsHidesNoFarOne) {
  for (const int round_trip_ms : {300, 450, 700})
    for (const bool syn : {true, false}) {
      Scenario scenario;
      scenario.hosts = 8;
      scenario.ports = "1-4000";
      scenario.engine = syn ? EngineSpec::syn() : EngineSpec::connect();
      scenario.engine.capacity = 1000;  // sockets, so that those of silent tries are closed for new ones
      scenario.host = [=](std::uint32_t number) {
        HostSpec spec;
        spec.round_trip = std::chrono::milliseconds(number == 5 ? round_trip_ms : 10);
        spec.port = number == 5
                        ? open_ports(2000, 1, round_trip_ms < 500 ? PortIs::kDropped : PortIs::kClosed)
                    : number == 1 ? open_ports(500, 1, PortIs::kClosed)
                                  : [](std::uint16_t) { return PortIs::kDropped; };
        return spec;
      };
      const Outcome outcome = run(scenario, 4);
      expect_sound(outcome, 4);
      EXPECT_EQ(outcome.found, outcome.open) << round_trip_ms << " ms: " << outcome.to_string();
    }
}

TEST(PlanSimulated, ASilentHostIsTriedTwiceAtACarefulRate) {
  Scenario scenario;
  scenario.host = [](std::uint32_t) {
    HostSpec spec;
    spec.port = [](std::uint16_t) { return PortIs::kDropped; };
    return spec;
  };
  const Outcome outcome = run(scenario, 1);
  expect_sound(outcome, 1);
  EXPECT_EQ(outcome.sent, 2 * 65'535U);
  EXPECT_LT(seconds(outcome.elapsed), 5);
  EXPECT_GT(seconds(outcome.elapsed), 65'535 / kSilentHostRatePerS + 65'535 / kSilentHostRetryRatePerS);
  ASSERT_EQ(outcome.hosts.size(), 1U);
  EXPECT_TRUE(outcome.hosts[0].gave_up);
}

TEST(PlanSimulated, TriesAndTimeoutAreHonoured) {
  Scenario scenario;
  scenario.ports = "1-500";
  scenario.tries = 3;
  scenario.timeout = std::chrono::milliseconds(50);
  scenario.host = [](std::uint32_t) {
    HostSpec spec;
    spec.port = [](std::uint16_t) { return PortIs::kDropped; };
    return spec;
  };
  const Outcome outcome = run(scenario, 1);
  expect_sound(outcome, 1);
  EXPECT_EQ(outcome.sent, 1500U);
  EXPECT_EQ(outcome.counts, (Counts{0, 0, 500, 0, 0}));
}

}  // namespace
}  // namespace sounder::sim
