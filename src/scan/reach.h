// The distance of an address: this machine, its own link, or behind a router. Only routed addresses have a
// cap on the rate, kRoutedRatePerS for their sum.
#pragma once

#include <cstdint>
#include <functional>

#include "net/address.h"

namespace sounder {

enum class Reach : std::uint8_t { kLoopback, kOnLink, kRouted };
using ReachOf = std::function<Reach(const Address&)>;

// Recognises loopback; everything else counts as routed. reach_by_routes() asks the kernel's routes.
inline Reach reach_by_address(const Address& address) {
  return address.is_loopback() ? Reach::kLoopback : Reach::kRouted;
}

}  // namespace sounder
