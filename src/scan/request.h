// A scan as it was asked for: parsed, validated, immutable. Shared by all threads of the scan.
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>

#include "base/clock.h"
#include "base/mix_bits.h"
#include "scan/probe.h"
#include "scan/targets/permutation.h"
#include "scan/targets/ports.h"
#include "scan/targets/targets.h"

namespace sounder {

struct ScanRequest {
  TargetSet targets;
  PortSet ports;
  std::uint64_t seed = 0;             // of the permutation
  std::optional<Duration> timeout{};  // --timeout: of one try, instead of what the round trips say
  std::optional<int> tries{};         // --tries: at most so many of one pair, instead of what the losses say
  std::optional<double> max_rate_per_s{};  // --max-rate: probes a second, over all threads

  std::uint64_t pairs() const { return targets.size() * ports.size(); }
  Endpoint endpoint(PairIndex pair) const {
    return {targets.at(pair / ports.size()), ports.at(static_cast<std::uint32_t>(pair % ports.size()))};
  }
  // The inverse. nullopt: nobody asked for it.
  std::optional<PairIndex> pair_of(const Endpoint& endpoint) const {
    const auto target = targets.index_of(endpoint.address);
    const auto port = ports.index_of(endpoint.port);
    if (!target || !port) return std::nullopt;
    return *target * ports.size() + *port;
  }
};

// The order in which a scan takes its hosts: place -> index of the address in the request.
inline Permutation host_order(const ScanRequest& request) {
  return {std::max<std::uint64_t>(1, request.targets.size()), mix_bits(request.seed)};
}

}  // namespace sounder
