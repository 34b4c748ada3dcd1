// How far away an address is. Loopback and the own link have no cap; beyond them kRoutedRatePerS holds for
// the sum.
#pragma once

#include <cstdint>
#include <functional>

#include "net/address.h"

namespace sounder {

// Probes a second beyond the local link unless the request has a cap: more than that and the routers on the
// way, with their connection tables and queues, are measured instead of the target.
inline constexpr double kRoutedRatePerS = 100'000;

enum class Reach : std::uint8_t { kLoopback, kOnLink, kRouted };
using ReachOf = std::function<Reach(const Address&)>;

// Knows loopback; everything else is routed. reach_by_routes asks the machine.
inline Reach reach_by_address(const Address& address) {
  return address.is_loopback() ? Reach::kLoopback : Reach::kRouted;
}

}  // namespace sounder
