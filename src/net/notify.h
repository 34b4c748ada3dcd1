// Sends messages to the service manager: the protocol of sd_notify(3), which that page declares stable and
// free to be implemented without systemd's library.
#pragma once

#include <string_view>

namespace sounder {

// Sends `state` (lines of NAME=value) as one datagram to the Unix socket, or the abstract one (@...), at
// `address`, the value of NOTIFY_SOCKET. Blocks while the manager's queue is full. Errors are ignored: the
// manager may be gone, or be reached in another way.
void notify(std::string_view address, std::string_view state);

}  // namespace sounder
