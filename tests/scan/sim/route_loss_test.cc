// Routes that are lost during a scan, on the simulated network: what was on its way then is tried again, what
// has no route for too long is untested, and nobody else waits.
#include <gtest/gtest.h>

#include "scan/plan/shortage.h"
#include "tests/scan/sim/expect_sound.h"

namespace sounder::sim {
namespace {

using namespace std::chrono_literals;

constexpr Duration kNever = 24h;
constexpr std::uint32_t kFirstHost = 0x0a000000;

HostSpec host_of(Duration round_trip, std::uint64_t seed, PortIs otherwise, std::uint32_t open = 30'000) {
  HostSpec spec;
  spec.round_trip = round_trip;
  spec.jitter = round_trip / 10;
  spec.port = open_ports(open, seed, otherwise);
  return spec;
}

void expect_sound_and_true(const Outcome& outcome) {
  expect_sound(outcome);
  EXPECT_EQ(outcome.false_silent, 0U);
}

struct Loss {
  const char* name;
  std::vector<RouteLoss> losses;
};

std::vector<RouteLoss> flapping() {
  std::vector<RouteLoss> losses;
  for (Duration at = 200ms; at < 4s; at += 400ms) losses.push_back({at, at + 150ms});
  return losses;
}

class RouteLosses : public testing::TestWithParam<Loss> {};

INSTANTIATE_TEST_SUITE_P(Losses, RouteLosses,
                         testing::Values(Loss{"Short", {{400ms, 450ms}}}, Loss{"Seconds", {{400ms, 3400ms}}},
                                         Loss{"HalfAMinute", {{400ms, 30s}}},
                                         Loss{"Twice", {{300ms, 2s}, {3s, 9s}}},
                                         Loss{"Flapping", flapping()}),
                         [](const auto& at) { return std::string(at.param.name); });

// With one try a port, so that nothing hides what was not carried.
TEST_P(RouteLosses, MakeNoPortSilent) {
  for (const bool syn : {true, false})
    for (const Duration round_trip : {Duration(1ms), Duration(100ms)}) {
      SCOPED_TRACE(std::string(syn ? "SYN" : "connect") + ", round trip " +
                   std::to_string(seconds(round_trip)));
      Scenario scenario;
      scenario.ports = "1-20000";
      scenario.tries = 1;
      scenario.max_rate_per_s = 10'000;
      scenario.engine = syn ? EngineSpec::syn() : EngineSpec::connect();
      scenario.engine.route_losses = GetParam().losses;
      scenario.host = [=](std::uint32_t) { return host_of(round_trip, 5, PortIs::kClosed); };
      const Outcome outcome = run(scenario, 5);
      SCOPED_TRACE(outcome.to_string());
      expect_sound_and_true(outcome);
      EXPECT_EQ(outcome.counts[State::kOpen] + outcome.counts[State::kClosed], outcome.pairs);
      const Duration lost = GetParam().losses.back().until;
      EXPECT_LE(seconds(outcome.elapsed), seconds(lost) + 6);
    }
}

TEST_P(RouteLosses, LeaveAFirewalledHostFiltered) {
  Scenario scenario;
  scenario.ports = "1-20000";
  scenario.max_rate_per_s = 20'000;
  scenario.engine.route_losses = GetParam().losses;
  scenario.host = [](std::uint32_t) { return host_of(20ms, 5, PortIs::kDropped, 500); };
  const Outcome outcome = run(scenario, 5);
  SCOPED_TRACE(outcome.to_string());
  expect_sound_and_true(outcome);
  EXPECT_EQ(outcome.found, outcome.open);
  EXPECT_EQ(outcome.counts[State::kOpen] + outcome.counts[State::kFiltered], outcome.pairs);
  ASSERT_EQ(outcome.hosts.size(), 1U);
  EXPECT_EQ(outcome.hosts[0].unproven, 0U);
}

TEST_P(RouteLosses, MakeNoPortOfManyHostsSilent) {
  for (const char* ports : {"80", "1-40", "1-500"}) {
    Scenario scenario;
    scenario.ports = ports;
    scenario.hosts = 300;
    scenario.tries = 1;
    scenario.max_rate_per_s = std::string_view(ports) == "80" ? 300 : 10'000;
    scenario.engine.route_losses = GetParam().losses;
    scenario.host = [](std::uint32_t i) { return host_of(Duration(1ms) * (1 + i % 50), i, PortIs::kClosed); };
    const Outcome outcome = run(scenario, 5);
    SCOPED_TRACE(std::string(ports) + ": " + outcome.to_string());
    expect_sound_and_true(outcome);
    EXPECT_EQ(outcome.counts[State::kOpen] + outcome.counts[State::kClosed], outcome.pairs);
  }
}

TEST(RouteLoss, OfOneHostHoldsNoOtherBack) {
  Scenario scenario;
  scenario.ports = "1-4000";
  scenario.hosts = 4;
  scenario.host = [](std::uint32_t i) { return host_of(10ms, i, PortIs::kClosed); };
  const Outcome straight = run(scenario, 5);
  scenario.engine.route_losses = {
      {100ms, kNever, [](const Address& to) { return to.ipv4_value() == kFirstHost; }}};
  const Outcome outcome = run(scenario, 5);
  SCOPED_TRACE(outcome.to_string());
  expect_sound_and_true(outcome);
  for (const std::uint32_t other : {1U, 2U, 3U})
    EXPECT_LE(seconds(outcome.host_done_at[other]), 2 * seconds(straight.elapsed));
}

TEST(RouteLoss, ThatNeverEndsLeavesTheRestUntestedAfterAMinute) {
  for (const std::uint32_t hosts : {1U, 50U}) {
    Scenario scenario;
    scenario.ports = "1-20000";
    scenario.hosts = hosts;
    scenario.max_rate_per_s = 10'000;
    scenario.engine.route_losses = {{500ms, kNever}};
    scenario.host = [](std::uint32_t i) { return host_of(10ms, i, PortIs::kClosed); };
    const Outcome outcome = run(scenario, 5);
    SCOPED_TRACE(outcome.to_string());
    expect_sound_and_true(outcome);
    EXPECT_GT(outcome.counts[State::kUntested], 0U);
    EXPECT_EQ(outcome.counts[State::kFiltered], 0U);
    EXPECT_EQ(outcome.counts[State::kUnreachable], 0U);
    EXPECT_GE(seconds(outcome.elapsed), 0.5 + seconds(kRoutePatience));
    EXPECT_LE(seconds(outcome.elapsed), 5 + seconds(kRoutePatience));
    for (const HostDone& host : outcome.hosts) EXPECT_FALSE(host.gave_up);
  }
}

}  // namespace
}  // namespace sounder::sim
