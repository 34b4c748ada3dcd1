// Every cap, with its reason. Nothing in this program grows without one of these.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>

#include "base/clock.h"

namespace sounder {

// Descriptors kept for everything that is no connection: standard streams, listeners, files, epoll, DNS.
inline constexpr std::size_t kReservedFds = 64;

}  // namespace sounder
