// Descriptors that another program opened and passed to this one (systemd's socket activation): their kind,
// and taking ownership.
#pragma once

#include <cstdint>

#include "base/fd.h"

namespace sounder {

enum class HandedOver : std::uint8_t {
  kTcpListener,  // TCP or MPTCP over IPv4 or IPv6, listening
  kUdpSocket,    // UDP over IPv4 or IPv6, bound
  kOther,        // anything else, or no descriptor at all
};
HandedOver what_is(int fd);

// Takes ownership. Closing does not affect the other program, which has a copy; shutdown() would, and must
// not be called.
Fd take_over(int fd);

}  // namespace sounder
