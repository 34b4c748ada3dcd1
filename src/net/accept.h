// Accepts connections, and classifies the errors of accept(2) for a server that must keep running.
#pragma once

#include <cstdint>
#include <expected>

#include "base/fd.h"
#include "net/address.h"
#include "net/socket.h"

namespace sounder {

struct Accepted {
  Fd fd;  // blocking, closed on exec
  Endpoint peer;
};

// The next connection of a non-blocking listener, or errno (EAGAIN: none waits).
std::expected<Accepted, Errno> accept_tcp(int listener);

enum class AcceptTrouble : std::uint8_t {
  kNoneWaits,   // poll again
  kConnection,  // this connection failed, the next one may not: try again at once
  kShortage,    // descriptors or memory ran out: pause, then continue
};
AcceptTrouble accept_trouble(Errno code);

}  // namespace sounder
