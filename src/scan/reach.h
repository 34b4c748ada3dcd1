// The distance of an address: this machine, its own link, or behind a router. Only routed addresses have a
// cap on the rate, kRoutedRatePerS for their sum.
#pragma once

#include <cstdint>
#include <functional>

#include "net/address.h"

namespace sounder {

// Default cap on probes a second beyond the local link. A higher rate measures the connection tables and
// queues of the routers on the path instead of the target.
inline constexpr double kRoutedRatePerS = 100'000;

enum class Reach : std::uint8_t { kLoopback, kOnLink, kRouted };
using ReachOf = std::function<Reach(const Address&)>;

// Recognises loopback; everything else counts as routed. reach_by_routes() asks the kernel's routes.
inline Reach reach_by_address(const Address& address) {
  return address.is_loopback() ? Reach::kLoopback : Reach::kRouted;
}

}  // namespace sounder
