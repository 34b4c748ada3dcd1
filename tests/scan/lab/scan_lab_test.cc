// The scanner on our own hosts, behind a link of our own: the real program with its default flags.
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <sys/resource.h>

#include <algorithm>
#include <numeric>

#include "tests/scan/lab/proof.h"

namespace sounder::test {
namespace {

using namespace std::chrono_literals;

BothWays both_ways(const LinkSpec& spec) { return {.there = spec, .back = spec}; }

LinkSpec link_20ms() { return {.delay = 20ms, .jitter = 2ms}; }

// The path of scanner.md's table: 40 ms there and back with jitter, 50,000 packets/s, a queue of 2,000.
LinkSpec busy_link(double loss) {
  return {.delay = 20ms, .jitter = 2ms, .rate_per_s = 50'000, .queue_packets = 2000, .loss = loss};
}

// Each engine sees the same networks.
const auto kEngines = testing::Values(std::string("connect"), std::string("syn"));

class ScanLab : public testing::TestWithParam<std::string> {
 protected:
  static testing::AssertionResult holds_here(Proof proof,
                                             const std::function<std::string(const Outcome&)>& more = {}) {
    proof.engine = GetParam();
    return holds(proof, more);
  }
};
INSTANTIATE_TEST_SUITE_P(Engines, ScanLab, kEngines, [](const auto& one) { return one.param; });

TEST_P(ScanLab, NoDelayFindsAHundredOpenPorts) {
  EXPECT_TRUE(holds_here(
      {.name = "no delay", .lab = {.open = some_ports(100, 1)}, .words = {lab_address(1)}, .within = 4s}));
}

class BusyLink : public testing::TestWithParam<std::tuple<int, std::uint64_t, std::string>> {};
std::string name_of(const testing::TestParamInfo<BusyLink::ParamType>& one) {
  return fmt::format("Loss{}PercentSeed{}_{}", std::get<0>(one.param), std::get<1>(one.param),
                     std::get<2>(one.param));
}
// Four seeds in `make test`, all twenty in `make lab`.
INSTANTIATE_TEST_SUITE_P(ScanLab, BusyLink,
                         testing::Combine(testing::Values(1, 5), testing::Range<std::uint64_t>(1, 5),
                                          kEngines),
                         name_of);
INSTANTIATE_TEST_SUITE_P(ScanLabMoreSeeds, BusyLink,
                         testing::Combine(testing::Values(1, 5), testing::Range<std::uint64_t>(5, 21),
                                          kEngines),
                         name_of);

TEST_P(BusyLink, AHundredOfAHundredInTimeAndTheQueueIsNotHeldFull) {
  const auto [percent, seed, engine] = GetParam();
  const LinkSpec link = busy_link(percent / 100.0);
  EXPECT_TRUE(holds({.name = fmt::format("40 ms, 50,000/s, {} % loss", percent),
                     .engine = engine,
                     .lab = {.link = both_ways(link), .seed = seed, .open = some_ports(100, seed)},
                     .words = {lab_address(1)},
                     .within = engine == "syn" ? 3s : 4s,
                     .over_half_share = 0.25}));
}

class Firewall : public testing::TestWithParam<std::tuple<int, std::string>> {};
INSTANTIATE_TEST_SUITE_P(ScanLab, Firewall, testing::Combine(testing::Values(0, 40), kEngines),
                         [](const auto& one) {
                           return fmt::format("At{}ms_{}", std::get<0>(one.param), std::get<1>(one.param));
                         });

TEST_P(Firewall, ThatDropsAllButTwentyPortsHidesNoneOfThem) {
  const auto [delay_ms, engine] = GetParam();
  const auto ports = some_ports(20, 3);
  EXPECT_TRUE(holds({.name = fmt::format("drops all but 20, {} ms", delay_ms),
                     .engine = engine,
                     .lab = {.link = both_ways(delay_ms == 0 ? LinkSpec{} : link_20ms()),
                             .open = ports,
                             .firewall = firewall_but(ports, "drop")},
                     .words = {lab_address(1)},
                     .within = engine == "syn" ? 5s : 10s},
                    [](const Outcome& outcome) {
                      return outcome.run.total.filtered == 65'515 ? "" : "not all the rest is filtered";
                    }));
}

TEST_P(ScanLab, ResetsLimitedTo500ASecondHideNoOpenPortAndAreTold) {
  EXPECT_TRUE(holds_here(
      {.name = "500 resets/s, 40 ms",
       .lab = {.link = both_ways(link_20ms()),
               .open = some_ports(20, 4),
               .firewall =
                   "table inet lab {\n chain out {\n type filter hook output priority 0;\n oifname far tcp "
                   "flags & (rst | syn) == rst limit rate over 500/second burst 50 packets drop\n }\n}\n"},
       .words = {lab_address(1)},
       .within = 14s},
      [](const Outcome& outcome) {
        const auto host = outcome.run.hosts.find(lab_address(1));
        if (host == outcome.run.hosts.end()) return "the host is not told";
        return host->second.limits_resets ? "" : "it is not told that this host limits its resets";
      }));
}

TEST_P(ScanLab, PortsRejectedByIcmpAreUnreachable) {
  const auto ports = some_ports(20, 5);
  EXPECT_TRUE(holds_here({.name = "ICMP unreachable, 40 ms",
                          .lab = {.link = both_ways(link_20ms()),
                                  .open = ports,
                                  .firewall = firewall_but(ports, "reject with icmp admin-prohibited"),
                                  .settings = {{"ipv4/icmp_ratelimit", "0"},
                                               {"ipv4/icmp_msgs_per_sec", "1000000"},
                                               {"ipv4/icmp_msgs_burst", "100000"}}},
                          .words = {lab_address(1)},
                          .within = 10s},
                         [](const Outcome& outcome) {
                           return outcome.run.total.unreachable == 65'515 ? ""
                                                                          : "not all the rest is unreachable";
                         }));
}

// Linux answers so by default: one ICMP message a second for each peer (net.ipv4.icmp_ratelimit).
TEST_P(ScanLab, PortsRejectedOnceASecondHideNoOpenPort) {
  const auto ports = some_ports(20, 6);
  EXPECT_TRUE(holds_here({.name = "ICMP unreachable, 1/s, 40 ms",
                          .lab = {.link = both_ways(link_20ms()),
                                  .open = ports,
                                  .firewall = firewall_but(ports, "reject with icmp admin-prohibited")},
                          .words = {lab_address(1)},
                          .within = 15s}));
}

std::vector<std::uint16_t> every_port() {
  std::vector<std::uint16_t> ports(65'535);
  std::iota(ports.begin(), ports.end(), std::uint16_t{1});
  return ports;
}

TEST_P(ScanLab, AHostThatAnswersEveryPortIsOpenOnEveryPort) {
  EXPECT_TRUE(holds_here(
      {.name = "answers every port, 40 ms",
       .lab = {.link = both_ways(link_20ms()),
               .open = {7},
               .firewall =
                   "table ip lab {\n chain pre {\n type nat hook prerouting priority -100;\n iifname far tcp "
                   "dport 1-65535 redirect to :7\n }\n}\n"},
       .words = {lab_address(1)},
       .open = every_port(),
       .within = 10s}));
}

// Nobody there, and nobody on the way who says so.
TEST_P(ScanLab, AHostThatIsDownIsGivenUpEarly) {
  EXPECT_TRUE(holds_here({.name = "down, silent, 40 ms",
                          .lab = {.link = both_ways(link_20ms()), .hosts = "10.81.0.0/16"},
                          .words = {lab_address(1)},
                          .within = 8s},
                         [](const Outcome& outcome) {
                           return outcome.run.total.filtered == 65'535 ? "" : "not all is filtered";
                         }));
}

TEST_P(ScanLab, AHostThatARouterCallsUnreachableIsGivenUpEarly) {
  EXPECT_TRUE(holds_here({.name = "down, a router says so, 40 ms",
                          .lab = {.link = both_ways(link_20ms()),
                                  .hosts = "10.81.0.0/16",
                                  .routes = "route add unreachable 10.80.0.0/16\n",
                                  .settings = {{"ipv4/ip_forward", "1"}}},
                          .words = {lab_address(1)},
                          .within = 10s},
                         [](const Outcome& outcome) {
                           const ScannedHost& total = outcome.run.total;
                           return total.unreachable + total.filtered == 65'535 ? "" : "not all is given up";
                         }));
}

// Four hosts of a /24 are up: 250 silent ones do not hide them, and do not make them wait.
TEST_P(ScanLab, ANetworkOfMostlyDownHostsIsScannedEarly) {
  EXPECT_TRUE(holds_here(
      {.name = "4 of 256 hosts up, 40 ms",
       .lab = {.link = both_ways(link_20ms()), .hosts = "10.80.0.0/30", .open = some_ports(10, 8, 1000)},
       .words = {"10.80.0.0/24", "-p", "1-1000"},
       .hosts = 4,
       .first_host = 0,
       .probes = 256 * 1000,
       .within = 25s}));
}

TEST_P(ScanLab, OnePortOfASlash16IsFound65536Times) {
  EXPECT_TRUE(holds_here({.name = "a /16 with one port",
                          .lab = {.open = {80}},
                          .words = {"10.80.0.0/16", "-p", "80"},
                          .hosts = 65'536,
                          .first_host = 0,
                          .probes = 65'536,
                          .within = 8s}));
}

// Twenty hosts, each behind a link of its own: from 1,000 packets/s at 200 ms to 50,000 at 2 ms.
std::vector<HostLink> twenty_links() {
  constexpr std::array kRates{50'000.0, 20'000.0, 5'000.0, 1'000.0};
  constexpr std::array kDelays{1ms, 10ms, 40ms, 100ms};
  constexpr std::array kLosses{0.0, 0.01, 0.03, 0.05, 0.02};
  std::vector<HostLink> links;
  for (std::uint32_t i = 0; i < 20; ++i) {
    const double rate = kRates[i % 4];
    links.push_back({lab_host(i + 1), both_ways({.delay = kDelays[i / 4 % 4],
                                                 .jitter = kDelays[i / 4 % 4] / 10,
                                                 .rate_per_s = rate,
                                                 .queue_packets = static_cast<std::uint32_t>(rate / 20),
                                                 .loss = kLosses[i % 5]})});
  }
  return links;
}

Proof twenty_hosts(std::string name, std::vector<HostLink> links) {
  return {.name = std::move(name),
          .lab = {.own_links = std::move(links), .open = some_ports(100, 9, 4000)},
          .words = {"10.80.0.1-20", "-p", "1-4000"},
          .hosts = 20,
          .probes = 20 * 4000,
          .within = 30s};
}

TEST_P(ScanLab, TwentyHostsOfDifferentSpeedDelayAndLossAreAllFound) {
  EXPECT_TRUE(holds_here(twenty_hosts("20 hosts of different speed, delay and loss", twenty_links())));
}

// The slowest links need 4 s for 4,000 ports and lose some of them; the others need 0.8 s at most, and their
// retries.
TEST_P(ScanLab, SlowHostsDoNotHoldFastOnesBack) {
  auto links = twenty_links();
  for (HostLink& host : links)
    for (LinkSpec* link : {&host.link.there, &host.link.back}) {
      link->delay = 10ms;
      link->jitter = 1ms;
    }
  EXPECT_TRUE(holds_here(twenty_hosts("20 hosts of different speed and loss", links),
                         [&](const Outcome& outcome) -> std::string {
                           const auto& busy = outcome.link.busy_for;
                           std::vector<Duration> fast;
                           for (std::size_t i = 0; i < links.size(); ++i)
                             if (links[i].link.there.rate_per_s >= 5'000) fast.push_back(busy[i]);
                           std::ranges::sort(fast);
                           const Duration middle = fast[fast.size() / 2];
                           const Duration slowest = *std::ranges::max_element(busy);
                           if (!speed_is_judged() || 4 * middle < 3 * slowest) return {};
                           return fmt::format("fast hosts were busy for {:.2f} s, the slowest for {:.2f}",
                                              seconds(middle), seconds(slowest));
                         }));
}

TEST(ScanLabShortage, With64DescriptorsItIsSlowerAndStillComplete) {
  const auto limit = [] {
    const rlimit few{.rlim_cur = 64, .rlim_max = 64};
    ::setrlimit(RLIMIT_NOFILE, &few);
  };
  EXPECT_TRUE(holds({.name = "64 descriptors",
                     .lab = {.open = some_ports(100, 10)},
                     .words = {lab_address(1)},
                     .within = 30s,
                     .start = {.in_child = limit}}));
}

TEST(ScanLabShortage, With100LocalPortsItIsSlowerAndStillComplete) {
  EXPECT_TRUE(holds({.name = "100 local ports",
                     .lab = {.open = some_ports(100, 11)},
                     .words = {lab_address(1)},
                     .within = 30s,
                     .settings = {{"ipv4/ip_local_port_range", "40000 40099"}}}));
}

}  // namespace
}  // namespace sounder::test
