// A scan of a simulated network from its first probe to its last verdict, and what it came to. For tests and
// the table.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "scan/plan/parallel_plan.h"
#include "tests/scan/sim/simulated_engine.h"

namespace sounder::sim {

struct Scenario {
  std::string name;
  std::string ports = "-";
  std::uint32_t hosts = 1;
  std::function<HostSpec(std::uint32_t)> host = [](std::uint32_t) { return HostSpec{}; };  // by number
  LinkSpec first_link{};
  PolicerSpec policer{};  // that all hosts are behind
  EngineSpec engine = EngineSpec::syn();
  std::uint32_t slices = 1;  // plans, each with an engine, on the one network
  Reach reach = Reach::kRouted;
  std::optional<double> max_rate_per_s{};
  std::optional<int> tries{};
  std::optional<Duration> timeout{};
  Duration give_up = std::chrono::minutes(30);  // of virtual time
  std::optional<Duration> interrupt_at{};
};

struct Outcome {
  bool done = false;
  std::uint64_t open = 0;          // ports that are open
  std::uint64_t found = 0;         // of them
  std::uint64_t false_open = 0;    // said to be open, and are not
  std::uint64_t false_silent = 0;  // said to be filtered as if that were known, and answer
  std::uint64_t repeated = 0;      // verdicts for pairs that had one
  std::uint64_t pairs = 0;
  Counts counts{};  // as the plans say
  Counts told{};    // as the verdicts say
  std::vector<HostDone> hosts;
  std::vector<Duration> host_done_at;  // by number; with two slices the later one
  Duration elapsed{};
  std::uint64_t sent = 0;     // as the plans say
  std::uint64_t packets = 0;  // as the network saw, with those of the kernel
  LinkUse use;
  std::size_t most_sockets = 0;

  std::string to_string() const;
};

Outcome run(const Scenario& scenario, std::uint64_t seed);

// `count` of the ports 1-65535, spread by the seed.
std::vector<bool> some_ports(std::uint32_t count, std::uint64_t seed);
// These open, the rest `otherwise`.
std::function<PortIs(std::uint16_t)> open_ports(std::uint32_t count, std::uint64_t seed, PortIs otherwise);

}  // namespace sounder::sim
