// Waits that several floors share. Every other cap stands in the file of what it limits, with its reason.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>

#include "base/clock.h"

namespace sounder {

// The longest sleep of a scanning thread before it checks its stop token: the longest wait after Ctrl-C.
inline constexpr Duration kStopLatency = std::chrono::milliseconds(50);

// Interval between updates of a progress line: people cannot read more than ten a second.
inline constexpr Duration kProgressEvery = std::chrono::milliseconds(100);

}  // namespace sounder
