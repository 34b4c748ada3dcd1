// A scan as it was requested: parsed, validated, immutable. A copy is cheap: copies share targets and ports.
// Each object that needs the request keeps its own.
#pragma once

#include <cstdint>
#include <optional>

#include "base/clock.h"
#include "base/result.h"
#include "scan/probe.h"
#include "scan/targets/host_order.h"
#include "scan/targets/port_map.h"
#include "scan/targets/targets.h"

namespace sounder {

// Tries of one pair. With nine probes in ten lost, 44 tries leave one pair in a hundred unanswered; with more
// loss a host is not usable.
inline constexpr int kMostTries = 50;

struct ScanRequest {
  TargetSet targets;
  PortMap ports;  // of each target
  Transport transport = Transport::kTcp;
  std::uint64_t seed = 0;                  // of the permutation
  std::optional<Duration> timeout{};       // of one try; without, from the measured round trips
  std::optional<int> tries{};              // of one pair at most; without, from the measured loss
  std::optional<double> max_rate_per_s{};  // probes a second over all threads; without, what the path carries

  std::uint64_t pairs() const { return ports.first_pair(targets.size()); }
  std::uint32_t ports_of(std::uint64_t host) const { return ports.of(host).size(); }
  PairIndex pair(std::uint64_t host, std::uint32_t port) const { return ports.first_pair(host) + port; }
  // A pair as its host and the index of its port among those of the host.
  struct Place {
    std::uint64_t host = 0;
    std::uint32_t port = 0;
  };
  Place place_of(PairIndex pair) const {
    const std::uint64_t host = ports.host_of(pair);
    return {host, static_cast<std::uint32_t>(pair - ports.first_pair(host))};
  }
  Endpoint endpoint(PairIndex pair) const {
    const Place place = place_of(pair);
    return {targets.at(place.host), ports.of(place.host).at(place.port)};
  }
  // The inverse. nullopt: not part of the request.
  std::optional<PairIndex> pair_of(const Endpoint& endpoint) const {
    const auto target = targets.index_of(endpoint.address);
    if (!target) return std::nullopt;
    const auto port = ports.of(*target).index_of(endpoint.port);
    if (!port) return std::nullopt;
    return pair(*target, *port);
  }
};

// The least timeout of a try: less than a busy machine's delay in reading an answer.
inline constexpr Duration kLeastTimeout = std::chrono::milliseconds(1);

// Checks timeout, tries and rate of a request whose values come from a program. Errors name the value.
Result<void> check_values(const ScanRequest& request);

// The order in which a scan takes its hosts: place -> index of the address in the request.
inline HostOrder host_order(const ScanRequest& request) {
  return {request.ports, request.targets.size(), request.seed};
}

}  // namespace sounder
