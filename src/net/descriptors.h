// How many descriptors this process may hold.
#pragma once

#include <cstddef>

namespace sounder {

// Descriptors reserved for other uses than connections: standard streams, listeners, files, epoll, DNS.
inline constexpr std::size_t kReservedFds = 64;

// Raises the soft limit to the hard one, once at start, and returns the limit that then holds.
std::size_t raise_descriptor_limit();

// The limit that raise_descriptor_limit() would set.
std::size_t hard_descriptor_limit();

}  // namespace sounder
