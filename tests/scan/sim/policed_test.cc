// Hosts behind policers, and hosts that ban who asks too much: nothing is missed, and no silence that the
// path may have caused is told as a filter's.
#include "tests/scan/sim/policed.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "tests/scan/sim/expect_sound.h"

namespace sounder::sim {
namespace {

using std::chrono::seconds;

Scenario one_host(const HostSpec& spec, const std::string& ports, bool syn) {
  Scenario scenario;
  scenario.host = [spec](std::uint32_t) { return spec; };
  scenario.ports = ports;
  scenario.reach = Reach::kOnLink;
  scenario.engine = syn ? EngineSpec::syn() : EngineSpec::connect();
  return scenario;
}

// One policer for one host, seen by one plan: whatever its rate, burst, place and path.
TEST(Policed, AnyTokenBucketIsScannedToTheEndAndNothingIsCalledFiltered) {
  int scans = 0;
  for (std::uint64_t index = 1; index <= 400 && scans < 40; ++index) {
    const Policed one = policed(index);
    if (one.scenario.hosts > 1 || one.scenario.slices > 1) continue;
    ++scans;
    const Outcome outcome = run(one.scenario, index);
    SCOPED_TRACE(one.name + ": " + outcome.to_string());
    expect_sound(outcome);
    EXPECT_EQ(outcome.found, outcome.open);
    EXPECT_LE(outcome.false_silent, outcome.pairs / 1000);
    EXPECT_LE(sounder::seconds(outcome.elapsed), kPolicedTolerance * one.longest_s);
  }
  EXPECT_EQ(scans, 40);
}

// Hosts that share one, with less than a probe a second for each in the first two draws.
TEST(Policed, HostsThatShareOneAreScannedOneAfterTheOther) {
  for (const std::uint64_t index : {50U, 74U, 104U})
    for (std::uint64_t seed = 1; seed <= 3; ++seed) {
      const Policed one = policed(index, seed);
      ASSERT_EQ(one.scenario.hosts, 20U);
      const Outcome outcome = run(one.scenario, one.seed);
      SCOPED_TRACE(one.name + ": " + outcome.to_string());
      expect_sound(outcome);
      EXPECT_EQ(outcome.found, outcome.open);
      EXPECT_EQ(outcome.counts[State::kFiltered], 0U);
      EXPECT_LE(sounder::seconds(outcome.elapsed), 1.2 * one.longest_s);
    }
}

// OpenWrt's default, and two more that were reported: limit rate over 25/second burst 50 packets drop.
TEST(Policed, TheLimitsOfTheReportsAreScannedInTime) {
  struct Report {
    double rate_per_s;
    double burst;
    int ports;
  };
  for (const Report& report : {Report{25, 50, 300}, Report{200, 20, 1000}, Report{500, 20, 1000}})
    for (const bool syn : {true, false})
      for (std::uint64_t seed = 1; seed <= 5; ++seed) {
        HostSpec spec;
        spec.round_trip = std::chrono::microseconds(100);
        spec.policer = {.rate_per_s = report.rate_per_s, .burst = report.burst};
        spec.port = open_ports(3000, seed, PortIs::kClosed);
        const Outcome outcome = run(one_host(spec, fmt::format("1-{}", report.ports), syn), seed);
        SCOPED_TRACE(fmt::format("{}/s, seed {}: {}", report.rate_per_s, seed, outcome.to_string()));
        expect_sound(outcome);
        EXPECT_EQ(outcome.found, outcome.open);
        EXPECT_EQ(outcome.counts[State::kFiltered], 0U);
        EXPECT_LE(sounder::seconds(outcome.elapsed), 1.5 * report.ports / report.rate_per_s + 3);
        ASSERT_EQ(outcome.hosts.size(), 1U);
        ASSERT_TRUE(outcome.hosts[0].policed_per_s);
        EXPECT_NEAR(*outcome.hosts[0].policed_per_s, report.rate_per_s, 0.5 * report.rate_per_s);
      }
}

TEST(Policed, APathWithoutOneIsNotSaidToHaveOne) {
  HostSpec spec;
  spec.round_trip = std::chrono::milliseconds(20);
  spec.loss_each_way = 0.02;
  spec.port = open_ports(3000, 1, PortIs::kClosed);
  const Outcome outcome = run(one_host(spec, "1-20000", true), 1);
  ASSERT_EQ(outcome.hosts.size(), 1U);
  EXPECT_FALSE(outcome.hosts[0].policed_per_s);
  EXPECT_FALSE(outcome.hosts[0].silence);
  EXPECT_EQ(outcome.hosts[0].unproven, 0U);
}

TEST(Policed, OneThatComesAndGoesCostsNothingButTime) {
  HostSpec spec;
  spec.round_trip = std::chrono::milliseconds(5);
  spec.policer = {.rate_per_s = 200, .burst = 20, .from = seconds(1), .until = seconds(4)};
  spec.port = open_ports(3000, 1, PortIs::kClosed);
  for (const bool syn : {true, false}) {
    Scenario scenario = one_host(spec, "1-20000", syn);
    scenario.max_rate_per_s = 5000;
    const Outcome outcome = run(scenario, 1);
    SCOPED_TRACE(outcome.to_string());
    expect_sound(outcome);
    EXPECT_EQ(outcome.found, outcome.open);
    EXPECT_EQ(outcome.counts[State::kFiltered], 0U);
    EXPECT_LE(sounder::seconds(outcome.elapsed), 15);
  }
}

// fail2ban, a scan detector: silent for ten seconds.
TEST(Policed, ABanIsToldAsOneAndNeverAsAFilter) {
  for (const bool extends : {false, true})
    for (const bool syn : {true, false}) {
      HostSpec spec;
      spec.round_trip = std::chrono::milliseconds(1);
      spec.ban = {.rate_per_s = 100, .burst = 50, .lasts = seconds(10), .extends = extends};
      spec.port = open_ports(3000, 1, PortIs::kClosed);
      const Outcome outcome = run(one_host(spec, "1-500", syn), 1);
      SCOPED_TRACE(fmt::format("extends {}: {}", extends, outcome.to_string()));
      expect_sound(outcome);
      EXPECT_EQ(outcome.false_silent, 0U);
      ASSERT_EQ(outcome.hosts.size(), 1U);
      ASSERT_TRUE(outcome.hosts[0].silence);
      EXPECT_GE(outcome.hosts[0].silence->probes, 50U);
      EXPECT_EQ(outcome.hosts[0].unproven, outcome.counts[State::kFiltered]);
    }
}

// The silence of a host that went away proves nothing about its ports.
TEST(Policed, AHostThatGoesAwayLeavesItsPortsUnproven) {
  HostSpec spec;
  spec.round_trip = std::chrono::milliseconds(5);
  spec.port = open_ports(3000, 1, PortIs::kClosed);
  spec.down_from = std::chrono::milliseconds(200);
  Scenario scenario = one_host(spec, "1-20000", true);
  scenario.max_rate_per_s = 10'000;
  const Outcome outcome = run(scenario, 1);
  expect_sound(outcome);
  EXPECT_EQ(outcome.false_silent, 0U);
  ASSERT_EQ(outcome.hosts.size(), 1U);
  EXPECT_GT(outcome.hosts[0].unproven, 15'000U);
}

}  // namespace
}  // namespace sounder::sim
