#include "tests/scan/sim/policed.h"

#include <fmt/format.h>

#include <array>
#include <cmath>

namespace sounder::sim {
namespace {

using std::chrono::milliseconds;

constexpr double kWakeUp_s = 0.001;               // epoll_wait sleeps for whole milliseconds
constexpr std::uint64_t kSeedsApart = 1'000'000;  // of one draw: more than there are draws

template <typename T, std::size_t N>
T one_of(Random& random, const std::array<T, N>& values) {
  return values[random.next() % N];
}

std::string name_of(const Scenario& scenario, const PolicerSpec& policer, const HostSpec& host) {
  constexpr std::array kDrops{"SYNs", "answers", "ICMP"};
  constexpr std::array kReach{"loopback", "own link", "beyond"};
  return fmt::format("{:.0f}/s burst {:.0f} of {}{}, {}, {} hosts of {}, {} x {}, {:.0f} ms, {:.0f} % lost",
                     policer.rate_per_s, policer.burst, kDrops[static_cast<std::size_t>(policer.drops)],
                     scenario.policer.rate_per_s > 0 ? " shared" : "",
                     kReach[static_cast<std::size_t>(scenario.reach)], scenario.hosts, scenario.ports,
                     scenario.engine.traits.kernel_retransmits ? "connect" : "SYN", scenario.slices,
                     1e3 * seconds(host.round_trip), 100 * host.loss_each_way);
}

}  // namespace

Policed policed(std::uint64_t index, std::uint64_t seed) {
  Random random(index * 7919 + 17);
  Policed one;
  one.seed = index + (seed - 1) * kSeedsApart;
  Scenario& scenario = one.scenario;
  PolicerSpec policer;
  policer.rate_per_s =
      one_of(random, std::array{5.0, 10.0, 25.0, 50.0, 200.0, 500.0, 2000.0, 5000.0, 20'000.0});
  policer.burst = one_of(random, std::array{1.0, 5.0, 20.0, 50.0, 200.0, 1000.0});
  policer.drops = one_of(random, std::array{PolicerSpec::Drops::kSyns, PolicerSpec::Drops::kSyns,
                                            PolicerSpec::Drops::kAnswers, PolicerSpec::Drops::kIcmp});
  scenario.reach = one_of(random, std::array{Reach::kLoopback, Reach::kOnLink, Reach::kRouted});
  scenario.engine = random.chance(0.5) ? EngineSpec::syn() : EngineSpec::connect();
  scenario.slices = random.chance(0.5) ? 1 : 2;
  const bool shared = random.chance(0.25);
  scenario.hosts = shared ? one_of(random, std::array{2U, 5U, 20U}) : 1;
  const int ports = one_of(random, std::array{100, 300, 1000, 4000, 20'000});
  // Half an hour of virtual time at most.
  const auto fits = static_cast<int>(std::min(20'000.0, 1500 * policer.rate_per_s / scenario.hosts));
  scenario.ports = fmt::format("1-{}", std::min(ports, fits));
  HostSpec host;
  if (scenario.reach != Reach::kLoopback) {
    host.loss_each_way = one_of(random, std::array{0.0, 0.0, 0.01, 0.05});
    host.round_trip = milliseconds(one_of(random, std::array{0, 2, 20, 60, 200}));
  }
  if (host.round_trip == Duration{}) host.round_trip = std::chrono::microseconds(50);
  host.jitter = host.round_trip / 10;
  const bool icmp = policer.drops == PolicerSpec::Drops::kIcmp;
  (shared ? scenario.policer : host.policer) = policer;
  scenario.host = [host, first = one.seed, icmp](std::uint32_t number) {
    HostSpec own = host;
    own.port = open_ports(3000, first + number, icmp ? PortIs::kRejected : PortIs::kClosed);
    return own;
  };
  scenario.give_up = std::chrono::hours(2);
  const double pairs = scenario.hosts * std::min(ports, fits);
  // What is sent at one wake-up finds no more tokens than the bucket is deep.
  const double rate_per_s = std::min(policer.rate_per_s, policer.burst / kWakeUp_s);
  one.longest_s = 1.3 * pairs / rate_per_s + 3;
  one.name = fmt::format("{}: {}", index, name_of(scenario, policer, host));
  return one;
}

Faults faults_of(const Policed& policed, const Outcome& outcome) {
  Faults faults;
  faults.accounting = !outcome.done || outcome.repeated > 0 || outcome.counts.total() != outcome.pairs ||
                      outcome.false_open > 0;
  faults.missed = outcome.open - outcome.found;
  faults.false_filtered = outcome.false_silent;
  for (const HostDone& host : outcome.hosts) faults.unproven += host.unproven;
  faults.slow = seconds(outcome.elapsed) > policed.longest_s;
  return faults;
}

std::string Faults::to_string() const {
  std::string text;
  if (accounting) text += ", accounting";
  if (missed > 0) text += fmt::format(", {} open missed", missed);
  if (false_filtered > 0) text += fmt::format(", {} falsely filtered", false_filtered);
  if (unproven > 0) text += fmt::format(", {} unproven", unproven);
  if (slow) text += ", over time";
  return text.empty() ? text : " **" + text.substr(2) + "**";
}

}  // namespace sounder::sim
