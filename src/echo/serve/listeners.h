// Opens the sockets that a server listens on.
#pragma once

#include <expected>
#include <span>
#include <vector>

#include "base/fd.h"
#include "base/result.h"
#include "net/address.h"

namespace sounder {

struct ListenError {
  Endpoint where;
  Errno code = 0;
};

// One listener for each endpoint, in order. "::" takes IPv6 only if the same port is also asked for on an
// IPv4 address.
std::expected<std::vector<Fd>, ListenError> open_listeners(std::span<const Endpoint> where);

// Every address of this machine: one listener for IPv6 and IPv4 together, or for IPv4 alone where the kernel
// has no IPv6.
std::expected<std::vector<Fd>, ListenError> open_listeners_everywhere(Port port);

}  // namespace sounder
