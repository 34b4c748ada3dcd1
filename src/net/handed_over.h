// Descriptors that another program opened and handed over (systemd's socket activation): what they are, and
// taking them.
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

// From here on this process's to close. Closing ends nothing at the other program, which has a copy;
// shutdown() would, and must not be called on it.
Fd take_over(int fd);

}  // namespace sounder
