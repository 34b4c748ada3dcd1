// The sockets a server listens on, from what was asked for. Errors name the address and the remedy.
#pragma once

#include <span>
#include <vector>

#include "base/fd.h"
#include "base/result.h"
#include "net/address.h"

namespace sounder {

// One listener for each endpoint, in order. "::" and 0.0.0.0 with the same port get along: "::" then takes
// IPv6 only.
Result<std::vector<Fd>> open_listeners(std::span<const Endpoint> where);

// Every address of this machine: one listener for IPv6 and IPv4 together, or for IPv4 where the kernel has no
// IPv6.
Result<std::vector<Fd>> open_listeners_everywhere(Port port);

}  // namespace sounder
