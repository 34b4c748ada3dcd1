// A scan as it was asked for: parsed, validated, immutable. Shared by all threads of the scan.
#pragma once

#include <cstdint>
#include <optional>

#include "base/clock.h"
#include "scan/probe.h"
#include "scan/targets/host_order.h"
#include "scan/targets/port_map.h"
#include "scan/targets/targets.h"

namespace sounder {

struct ScanRequest {
  TargetSet targets;
  PortMap ports;  // of each target
  Transport transport = Transport::kTcp;
  std::uint64_t seed = 0;             // of the permutation
  std::optional<Duration> timeout{};  // --timeout: of one try, instead of what the round trips say
  std::optional<int> tries{};         // --tries: at most so many of one pair, instead of what the losses say
  std::optional<double> max_rate_per_s{};  // --max-rate: probes a second, over all threads

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
  // The inverse. nullopt: nobody asked for it.
  std::optional<PairIndex> pair_of(const Endpoint& endpoint) const {
    const auto target = targets.index_of(endpoint.address);
    if (!target) return std::nullopt;
    const auto port = ports.of(*target).index_of(endpoint.port);
    if (!port) return std::nullopt;
    return pair(*target, *port);
  }
};

// The order in which a scan takes its hosts: place -> index of the address in the request.
inline HostOrder host_order(const ScanRequest& request) {
  return {request.ports, request.targets.size(), request.seed};
}

}  // namespace sounder
