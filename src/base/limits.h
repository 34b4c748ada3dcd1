// Every cap, with its reason. Nothing in this program grows without one of these.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>

#include "base/clock.h"

namespace sounder {

// Descriptors kept for everything that is no connection: standard streams, listeners, files, epoll, DNS.
inline constexpr std::size_t kReservedFds = 64;

// --- A scan's plan
// -------------------------------------------------------------------------------------------

// How long a try is waited for before anything is known of its host (RFC 6298, 2.1).
inline constexpr Duration kFirstTryTimeout = std::chrono::seconds(1);
// Never shorter: a busy two-core machine may read an answer some milliseconds after it came.
inline constexpr Duration kTryTimeoutFloor = std::chrono::milliseconds(20);
// Never longer: 2 s is more than a satellite's round trip with its queue; what comes later still counts.
inline constexpr Duration kTryTimeoutCeiling = std::chrono::seconds(2);
// Linux sends a SYN again after 1 s (TCP_TIMEOUT_INIT), so an answer from then on cannot be told from a loss.
inline constexpr Duration kKernelRetransmit = std::chrono::milliseconds(990);
// A local shortage: the first wait before a try that is owed, the longest, and when the pair is called
// untested.
inline constexpr Duration kShortageWaitFirst = std::chrono::milliseconds(2);
inline constexpr Duration kShortageWaitLast = std::chrono::milliseconds(500);
inline constexpr Duration kShortagePatience = std::chrono::seconds(20);

}  // namespace sounder
