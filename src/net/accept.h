// Taking connections from a listener, and what the many errors of accept(2) mean for a server that must go
// on.
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
  kConnection,  // this connection is lost, the next one may do: try again at once
  kShortage,    // descriptors or memory ran out: pause, go on later
};
AcceptTrouble accept_trouble(Errno code);

}  // namespace sounder
