// What a person asks of a running scan, in virtual time: the loop of scan/run.cc with the simulated network.
#include <gtest/gtest.h>

#include <functional>

#include "net/services.h"
#include "scan/run.h"
#include "tests/scan/sim/scenario.h"

namespace sounder::sim {
namespace {

using namespace std::chrono_literals;

struct SimulatedRun {
  ScanRequest request;
  SimulatedNetwork network;
  SimulatedEngine engine;
  ParallelPlan plan;
  ScanControl control;
  Counts told{};
  std::vector<HostDone> hosts;

  SimulatedRun(const char* targets, const char* ports, const HostSpec& spec)
      : request{.targets = TargetSet::make(parse_address_word(targets).value()).value(),
                .ports = PortSet::parse(ports, Services::instance()).value()},
        network({.host = [spec](const Address&) { return spec; }, .first_link = {}, .seed = 3}),
        engine(network, EngineSpec::syn(), 3),
        plan(request, {}, engine.traits(), engine.now()) {}

  Duration time() const { return engine.now() - Instant{}; }
  // `each_turn` is the person.
  void go(const std::function<void()>& each_turn) {
    run_scan(
        plan, engine, {},
        [&](const Turn& turn) {
          for (const Verdict& verdict : turn.verdicts) ++told[verdict.state];
          hosts.insert(hosts.end(), turn.hosts.begin(), turn.hosts.end());
          each_turn();
        },
        control);
  }
};

HostSpec host(double loss, PortIs otherwise) {
  HostSpec spec;
  spec.round_trip = 100ms;
  spec.loss_each_way = loss;
  spec.port = open_ports(30'000, 5, otherwise);
  return spec;
}

class Pauses : public testing::TestWithParam<HostSpec> {};

TEST_P(Pauses, SendNothingAndMakeNothingLost) {
  SimulatedRun straight("10.0.0.1", "1-20000", GetParam());
  straight.go([] {});

  SimulatedRun paused("10.0.0.1", "1-20000", GetParam());
  std::uint64_t packets = 0;
  int turns = 0;
  paused.go([&] {
    paused.control.paused = paused.time() >= 400ms && paused.time() < 60s;
    if (!paused.control.paused || ++turns < 2) return;
    if (turns == 2) packets = paused.network.packets();
    EXPECT_EQ(paused.network.packets(), packets);
  });
  EXPECT_GT(turns, 100);
  ASSERT_GT(packets, 0U);  // it was under way
  ASSERT_LT(packets, straight.network.packets());
  EXPECT_EQ(paused.told[State::kOpen], straight.told[State::kOpen]);
  EXPECT_NEAR(seconds(paused.time()), seconds(straight.time()) + 59.6, 0.2 * seconds(straight.time()) + 0.2);
  EXPECT_LE(paused.network.packets(), straight.network.packets() * 21 / 20);
  ASSERT_EQ(paused.hosts.size(), 1U);
  EXPECT_FALSE(paused.hosts[0].gave_up);
}

INSTANTIATE_TEST_SUITE_P(RunControl, Pauses,
                         testing::Values(host(0, PortIs::kClosed), host(0.03, PortIs::kClosed),
                                         host(0.01, PortIs::kDropped)),
                         [](const auto& at) { return "Network" + std::to_string(at.index); });

// A connection table on the way fills, and everything falls silent at once; that is waited for only for some
// seconds.
TEST(RunControl, ASilentHostIsNotGivenUpBecauseOfAPause) {
  HostSpec spec;
  spec.round_trip = 10ms;
  spec.port = open_ports(30'000, 5, PortIs::kClosed);
  spec.table_entries = 20'000;
  SimulatedRun run("10.0.0.1", "-", spec);
  std::optional<Duration> paused_at;
  run.go([&] {
    std::vector<HostStatus> hosts;
    run.plan.hosts_under_way(1, hosts);
    if (!paused_at && !hosts.empty() && hosts[0].stalled) paused_at = run.time();
    run.control.paused = paused_at && run.time() < *paused_at + 60s;
  });
  ASSERT_TRUE(paused_at.has_value());
  ASSERT_EQ(run.hosts.size(), 1U);
  EXPECT_FALSE(run.hosts[0].gave_up);
  EXPECT_EQ(run.told[State::kOpen], 30'000U);
}

TEST(RunControl, TheRateCapFollowsThePersonsWish) {
  SimulatedRun run("10.0.0.1", "-", host(0, PortIs::kClosed));
  std::uint64_t at_1s = 0;
  std::uint64_t at_5s = 0;
  run.go([&] {
    run.control.cap_per_s = run.time() < 5s ? 1000 : Pacer::kUnlimited;
    if (at_1s == 0 && run.time() >= 1s) at_1s = run.network.packets();
    if (at_5s == 0 && run.time() >= 5s) at_5s = run.network.packets();
  });
  EXPECT_NEAR(static_cast<double>(at_5s - at_1s), 4000, 100);
  EXPECT_LT(run.time(), 15s);  // the rest, without a cap
  EXPECT_EQ(run.plan.counts()[State::kFiltered], 0U);
}

TEST(RunControl, TellsTheHostsUnderWay) {
  SimulatedRun run("10.0.0.0/29", "1-5000", host(0, PortIs::kDropped));
  run.control.cap_per_s = 10'000;
  bool asked = false;
  run.go([&] {
    if (asked || run.time() < 1500ms) return;
    asked = true;
    std::vector<HostStatus> some;
    EXPECT_EQ(run.plan.hosts_under_way(3, some), 8U);
    ASSERT_EQ(some.size(), 3U);
    for (const HostStatus& status : some) {
      EXPECT_EQ(status.address, run.request.targets.at(status.host));
      EXPECT_LT(status.left, 5000U);
      EXPECT_GT(status.open, 0U);
      EXPECT_EQ(status.round, 1);
      EXPECT_TRUE(status.rtt.has_value());
      EXPECT_FALSE(status.stalled);
    }
  });
  EXPECT_TRUE(asked);
  std::vector<HostStatus> none;
  EXPECT_EQ(run.plan.hosts_under_way(3, none), 0U);
}

}  // namespace
}  // namespace sounder::sim
