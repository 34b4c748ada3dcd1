// A word to the service manager that started us: the protocol of sd_notify(3), which that page declares
// stable and free to be spoken without systemd's library.
#pragma once

#include <string_view>

namespace sounder {

// Sends `state` (lines of NAME=value) as one datagram to the Unix socket, or the abstract one (@...), at
// `address`: what NOTIFY_SOCKET says. Waits while the manager's queue is full. A manager that is gone, or one
// that is reached in another way, is told nothing.
void notify(std::string_view address, std::string_view state);

}  // namespace sounder
