// Caps that several commands of the echo half share.
#pragma once

#include <cstddef>
#include <cstdint>

#include "base/clock.h"

namespace sounder {

// Bytes buffered in each direction of a connection.
inline constexpr std::size_t kPumpBufferBytes = std::size_t{64} * 1024;

}  // namespace sounder
