#include "tests/scan/sim/lab.h"

#include <fmt/format.h>

#include <array>
#include <tuple>

#include "base/mix_bits.h"

namespace sounder::sim {
namespace {

using std::chrono::microseconds;
using std::chrono::milliseconds;

constexpr Duration kNear = microseconds(50);  // round trip on this machine

HostSpec host_of(Duration round_trip, double loss, std::function<PortIs(std::uint16_t)> port) {
  HostSpec spec;
  spec.round_trip = round_trip;
  spec.jitter = round_trip / 10;
  spec.loss_each_way = loss;
  spec.port = std::move(port);
  return spec;
}

// One host, all ports.
Scenario one(const HostSpec& spec, EngineSpec engine, std::uint32_t slices) {
  Scenario scenario;
  scenario.host = [spec](std::uint32_t) { return spec; };
  scenario.engine = std::move(engine);
  scenario.slices = slices;
  return scenario;
}

HostSpec narrow(double loss, std::uint64_t seed) {
  HostSpec spec = host_of(milliseconds(40), loss, open_ports(100, seed, PortIs::kClosed));
  spec.link = {50'000, 2'000};
  return spec;
}

Scenario twenty_hosts(std::uint64_t seed) {
  Scenario scenario;
  scenario.hosts = 20;
  scenario.ports = "1-10000";
  scenario.host = [seed](std::uint32_t i) {
    HostSpec spec = host_of(milliseconds(5 + 10 * i), i % 4 == 0 ? 0.03 : 0.001,
                            open_ports(300, seed + i, PortIs::kClosed));
    spec.link = {i % 5 == 0 ? 1'500.0 : 20'000.0, 500};
    return spec;
  };
  return scenario;
}

// From 2 to 200 ms and up to 5 % lost each way, with nothing narrow on any path.
Scenario near_and_far_hosts(std::uint64_t seed) {
  constexpr std::array kRoundTripsMs{2, 20, 80, 200};
  constexpr std::array kLosses{0.0, 0.01, 0.03, 0.05, 0.02};
  Scenario scenario;
  scenario.hosts = 20;
  scenario.ports = "1-4000";
  scenario.host = [=](std::uint32_t i) {
    return host_of(milliseconds(kRoundTripsMs[i / 5]), kLosses[i % 5],
                   open_ports(1000, seed + i, PortIs::kClosed));
  };
  return scenario;
}

// Four hosts of 256 are up, each with some ports open.
Scenario mostly_down(std::uint64_t seed) {
  Scenario scenario;
  scenario.hosts = 256;
  scenario.ports = "1-1000";
  scenario.host = [=](std::uint32_t i) {
    const bool up = i % 64 == 3;
    return host_of(
        milliseconds(40), 0,
        up ? open_ports(700, seed + i, PortIs::kClosed) : [](std::uint16_t) { return PortIs::kDropped; });
  };
  return scenario;
}

Scenario small_machine(std::size_t sockets, std::size_t local_ports, std::uint64_t seed) {
  EngineSpec engine = EngineSpec::connect();
  engine.capacity = sockets;
  engine.local_ports = local_ports;
  Scenario scenario = one(host_of(milliseconds(1), 0, open_ports(50, seed, PortIs::kClosed)), engine, 1);
  scenario.ports = "1-20000";
  return scenario;
}

void add_both(std::vector<LabCase>& cases, const LabCase& base,
              const std::function<HostSpec(std::uint64_t)>& spec, Reach reach,
              const std::string& ports = "-") {
  for (const bool syn : {true, false}) {
    LabCase copy = base;
    copy.name += syn ? ", SYN" : ", connect x 2";
    copy.scenario = [spec, reach, ports, syn](std::uint64_t seed) {
      Scenario scenario = one(spec(seed), syn ? EngineSpec::syn() : EngineSpec::connect(), syn ? 1 : 2);
      scenario.reach = reach;
      scenario.ports = ports;
      return scenario;
    };
    cases.push_back(copy);
  }
}

// Nothing on the way: this machine and its own link.
void add_near_hosts(std::vector<LabCase>& cases) {
  add_both(
      cases, {"no delay, 100 open, the rest closed", {}, 20, 0.25},
      [](std::uint64_t seed) { return host_of(kNear, 0, open_ports(100, seed, PortIs::kClosed)); },
      Reach::kLoopback);
  add_both(
      cases, {"the same on the own link", {}, 20, 0.3},
      [](std::uint64_t seed) { return host_of(4 * kNear, 0, open_ports(100, seed, PortIs::kClosed)); },
      Reach::kOnLink);
}

// Loss, bursts, jitter, and links that bear less than is sent at first.
void add_narrow_links(std::vector<LabCase>& cases) {
  add_both(
      cases, {"40 ms, 50,000/s, no loss", {}, 20, 3}, [](std::uint64_t seed) { return narrow(0, seed); },
      Reach::kRouted);
  add_both(
      cases, {"40 ms, 50,000/s, 1 % lost each way", {}, 20, 3.3},
      [](std::uint64_t seed) { return narrow(0.01, seed); }, Reach::kRouted);
  add_both(
      cases, {"40 ms, 50,000/s, 5 % lost each way", {}, 20, 3.5},
      [](std::uint64_t seed) { return narrow(0.05, seed); }, Reach::kRouted);
  add_both(
      cases, {"40 ms, lost in bursts of 50 ms, 5 %", {}, 20, 7},
      [](std::uint64_t seed) {
        HostSpec spec = narrow(0.002, seed);
        spec.bursts = {1.0, 0.05, 1};
        return spec;
      },
      Reach::kRouted);
  add_both(
      cases, {"5,000/s with a queue of 50, 20 ms", {}, 10, 25},
      [](std::uint64_t seed) {
        HostSpec spec = narrow(0.001, seed);
        spec.round_trip = milliseconds(20);
        spec.link = {5'000, 50};
        return spec;
      },
      Reach::kRouted);
  add_both(
      cases, {"1,000/s with a queue of 50, 40 ms, 4,000 ports", {}, 20, 9, 1, 0.15, 0.25},
      [](std::uint64_t seed) {
        HostSpec spec = host_of(milliseconds(40), 0.01, open_ports(1000, seed, PortIs::kClosed));
        spec.link = {1'000, 50};
        return spec;
      },
      Reach::kRouted, "1-4000");
  add_both(
      cases, {"jitter as large as the delay, 20 ms", {}, 20, 2.5},
      [](std::uint64_t seed) {
        HostSpec spec = host_of(milliseconds(20), 0.001, open_ports(100, seed, PortIs::kClosed));
        spec.jitter = milliseconds(20);
        return spec;
      },
      Reach::kRouted);
}

// Firewalls, limits and hosts that are not there.
void add_silent_ports(std::vector<LabCase>& cases) {
  add_both(
      cases, {"firewall drops all but 20, no delay", {}, 20, 2.5},
      [](std::uint64_t seed) { return host_of(kNear, 0, open_ports(20, seed, PortIs::kDropped)); },
      Reach::kOnLink);
  add_both(
      cases, {"firewall drops all but 20, 40 ms", {}, 20, 7},
      [](std::uint64_t seed) { return host_of(milliseconds(40), 0, open_ports(20, seed, PortIs::kDropped)); },
      Reach::kRouted);
  add_both(
      cases, {"firewall drops all but 20, 40 ms, 50,000/s, 2 % lost", {}, 20, 13},
      [](std::uint64_t seed) {
        HostSpec spec = narrow(0.02, seed);
        spec.port = open_ports(20, seed, PortIs::kDropped);
        return spec;
      },
      Reach::kRouted);
  add_both(
      cases, {"resets limited to 500/s, 100 open, 10 ms", {}, 20, 40},
      [](std::uint64_t seed) {
        HostSpec spec = host_of(milliseconds(10), 0, open_ports(100, seed, PortIs::kClosed));
        spec.resets_per_s = 500;
        return spec;
      },
      Reach::kRouted);
  add_both(
      cases, {"ICMP prohibited, 1,000/s, 20 open, 10 ms", {}, 20, 9},
      [](std::uint64_t seed) {
        HostSpec spec = host_of(milliseconds(10), 0, open_ports(20, seed, PortIs::kRejected));
        spec.icmp_per_s = 1000;
        return spec;
      },
      Reach::kRouted);
  add_both(
      cases, {"every port open, 10 ms", {}, 5, 1.2},
      [](std::uint64_t) { return host_of(milliseconds(10), 0, [](std::uint16_t) { return PortIs::kOpen; }); },
      Reach::kRouted);
  add_both(
      cases, {"down", {}, 5, 5},
      [](std::uint64_t) {
        return host_of(milliseconds(10), 0, [](std::uint16_t) { return PortIs::kDropped; });
      },
      Reach::kRouted);
}

// What was true at the beginning of the scan is not any more.
void add_changing_paths(std::vector<LabCase>& cases) {
  add_both(
      cases, {"dies after 300 ms, 40 ms", {}, 10, 25, 0, 1},
      [](std::uint64_t seed) {
        HostSpec spec = narrow(0, seed);
        spec.down_from = milliseconds(300);
        return spec;
      },
      Reach::kRouted);
  // By then most ports have had their first try, and what answers is a retry, which tells nothing of the
  // rate.
  add_both(
      cases, {"comes up after 1 s, 40 ms", {}, 10, 4, 1, 0.4},
      [](std::uint64_t seed) {
        HostSpec spec = narrow(0, seed);
        spec.up_from = milliseconds(1000);
        return spec;
      },
      Reach::kRouted);
  add_both(
      cases, {"a table of 20,000 fills, 10 ms", {}, 10, 12},
      [](std::uint64_t seed) {
        HostSpec spec = host_of(milliseconds(10), 0, open_ports(100, seed, PortIs::kClosed));
        spec.table_entries = 20'000;
        return spec;
      },
      Reach::kRouted);
  add_both(
      cases, {"answers doubled and out of order, 20 ms, 1 %", {}, 20, 5.5},
      [](std::uint64_t seed) {
        HostSpec spec = host_of(milliseconds(20), 0.01, open_ports(100, seed, PortIs::kClosed));
        spec.duplicated = 0.1;
        spec.reordered = 0.2;
        return spec;
      },
      Reach::kRouted);
}

// Somebody on the way counts SYNs (docs/plan.md, "Policers").
void add_policers(std::vector<LabCase>& cases) {
  struct Limit {
    double rate_per_s;
    double burst;
    int ports;
    double longest_s;
  };
  for (const Limit& limit : {Limit{25, 50, 300, 25}, Limit{200, 20, 1000, 12}, Limit{2000, 200, 10'000, 12}})
    add_both(
        cases,
        {fmt::format("policer of {:.0f}/s, burst {:.0f}, {} ports, 1 ms", limit.rate_per_s, limit.burst,
                     limit.ports),
         {},
         20,
         limit.longest_s},
        [limit](std::uint64_t seed) {
          HostSpec spec = host_of(milliseconds(1), 0, open_ports(1000, seed, PortIs::kClosed));
          spec.policer = {.rate_per_s = limit.rate_per_s, .burst = limit.burst};
          return spec;
        },
        Reach::kOnLink, fmt::format("1-{}", limit.ports));
  add_both(
      cases, {"banned for 10 s beyond 100/s, burst 50, 500 ports, 1 ms", {}, 20, 70},
      [](std::uint64_t seed) {
        HostSpec spec = host_of(milliseconds(1), 0, open_ports(3000, seed, PortIs::kClosed));
        spec.ban = {.rate_per_s = 100, .burst = 50};
        return spec;
      },
      Reach::kOnLink, "1-500");
  // What the one that answers loses is no reason to doubt the silence of the others for ever.
  for (const bool syn : {true, false})
    cases.push_back({std::string("1 of 254 hosts up, policer of 25/s, burst 50, 1,000 ports, 20 ms") +
                         (syn ? ", SYN" : ", connect x 2"),
                     [syn](std::uint64_t seed) {
                       Scenario scenario;
                       scenario.hosts = 254;
                       scenario.ports = "1-1000";
                       scenario.engine = syn ? EngineSpec::syn() : EngineSpec::connect();
                       scenario.slices = syn ? 1 : 2;
                       scenario.host = [seed](std::uint32_t i) {
                         HostSpec spec =
                             host_of(milliseconds(20), 0, [](std::uint16_t) { return PortIs::kDropped; });
                         if (i != 77) return spec;
                         spec.port = open_ports(1000, seed, PortIs::kClosed);
                         spec.policer = {.rate_per_s = 25, .burst = 50};
                         return spec;
                       };
                       return scenario;
                     },
                     5, 80});
}

void add_many_hosts(std::vector<LabCase>& cases) {
  for (const bool syn : {true, false}) {
    cases.push_back(
        {syn ? "a /16 with one port, no delay, SYN" : "a /16 with one port, no delay, connect x 2",
         [syn](std::uint64_t) {
           Scenario scenario = one(host_of(kNear, 0, [](std::uint16_t) { return PortIs::kOpen; }),
                                   syn ? EngineSpec::syn() : EngineSpec::connect(), syn ? 1 : 2);
           scenario.hosts = 65536;
           scenario.ports = "80";
           scenario.reach = Reach::kOnLink;
           return scenario;
         },
         2, 0.4});
    cases.push_back({syn ? "20 hosts of different speed and loss, SYN"
                         : "20 hosts of different speed and loss, connect x 2",
                     [syn](std::uint64_t seed) {
                       Scenario scenario = twenty_hosts(seed);
                       scenario.engine = syn ? EngineSpec::syn() : EngineSpec::connect();
                       scenario.slices = syn ? 1 : 2;
                       return scenario;
                     },
                     5, 15});
    for (const auto& [name, make, seconds] :
         {std::tuple{"20 hosts, 2 to 200 ms, up to 5 % lost, 4,000 ports", &near_and_far_hosts, 5.0},
          std::tuple{"4 of 256 hosts up, 40 ms, 1,000 ports", &mostly_down, 14.0}})
      cases.push_back({std::string(name) + (syn ? ", SYN" : ", connect x 2"),
                       [syn, make](std::uint64_t seed) {
                         Scenario scenario = make(seed);
                         scenario.engine = syn ? EngineSpec::syn() : EngineSpec::connect();
                         scenario.slices = syn ? 1 : 2;
                         return scenario;
                       },
                       5, seconds});
  }
}

void add_shared_links(std::vector<LabCase>& cases) {
  // Single tries to many hosts, most of them silent: no evidence yet that the retries fill the first link's
  // queue.
  cases.push_back({"a /20 with one port, a tenth answers, 60 ms, first link 2,000/s, 1 %, SYN",
                   [](std::uint64_t seed) {
                     Scenario scenario;
                     scenario.hosts = 4096;
                     scenario.ports = "443";
                     scenario.first_link = {2'000, 200};
                     scenario.host = [seed](std::uint32_t i) {
                       return host_of(milliseconds(60), 0.01,
                                      [up = mix_bits(seed + i) % 10 == 0](std::uint16_t) {
                                        return up ? PortIs::kOpen : PortIs::kDropped;
                                      });
                     };
                     return scenario;
                   },
                   5, 20, 1, 1});
  cases.push_back({"64 hosts of 1,000 ports behind a first link of 5,000/s, 30 ms, SYN",
                   [](std::uint64_t seed) {
                     Scenario scenario;
                     scenario.hosts = 64;
                     scenario.ports = "1-1000";
                     scenario.first_link = {5'000, 250};
                     scenario.host = [seed](std::uint32_t i) {
                       return host_of(milliseconds(30), 0.001, open_ports(1000, seed + i, PortIs::kClosed));
                     };
                     return scenario;
                   },
                   5, 20});
}

// This machine is short of something.
void add_small_machines(std::vector<LabCase>& cases) {
  cases.push_back(
      {"64 sockets, 1 ms, connect", [](std::uint64_t seed) { return small_machine(64, 0, seed); }, 10, 1});
  cases.push_back({"100 local ports, 1 ms, connect",
                   [](std::uint64_t seed) { return small_machine(9000, 100, seed); }, 10, 2});
  cases.push_back({"one try in five fails with ENOBUFS, 1 ms, SYN",
                   [](std::uint64_t seed) {
                     Scenario scenario =
                         one(host_of(milliseconds(1), 0, open_ports(100, seed, PortIs::kClosed)),
                             EngineSpec::syn(), 1);
                     scenario.engine.unsent = 0.2;
                     return scenario;
                   },
                   5, 4});
}

std::vector<LabCase> make_lab() {
  std::vector<LabCase> cases;
  add_near_hosts(cases);
  add_narrow_links(cases);
  add_silent_ports(cases);
  add_changing_paths(cases);
  add_policers(cases);
  add_many_hosts(cases);
  add_shared_links(cases);
  add_small_machines(cases);
  return cases;
}

}  // namespace

const std::vector<LabCase>& lab() {
  static const std::vector<LabCase> cases = make_lab();
  return cases;
}

}  // namespace sounder::sim
