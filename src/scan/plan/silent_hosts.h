// How a host is treated that has answered nothing yet: nothing says what its path bears, nor how long an
// answer takes.
#pragma once

#include <algorithm>
#include <cstdint>

#include "scan/plan/rtt_estimator.h"
#include "scan/probe.h"

namespace sounder {

// To one silent host, beyond what it began with: its first tries, and its later ones. The first pass is quick
// and the second careful: on an uplink of 10 Mbit/s, 21,000 SYNs a second, one port in ten goes unasked
// twice, where two passes of that time in equal halves would leave one in six.
inline constexpr double kSilentHostRatePerS = 60'000;
inline constexpr double kSilentHostRetryRatePerS = 25'000;
// While all hosts of a scan beyond the local link are silent: to all of them.
inline constexpr double kSilentScanRatePerS = 25'000;

// So many pairs of a host with a model of its own are waited for as long as any. If none is answered, the
// others are waited for less: a first try for twice what its neighbours are waited for, between the first two
// below, and a later one for the round trip of any path on the ground. Waiting costs a socket: 18,000 of them
// make 36,000 tries a second then. Later answers count as long as no other try needs the socket, and with a
// SYN engine always; the first one ends the hurry.
inline constexpr std::uint32_t kSilentSample = 16;
inline constexpr Duration kSilentTimeoutLeast = std::chrono::milliseconds(100);
inline constexpr Duration kSilentTimeoutFirst = std::chrono::milliseconds(250);
inline constexpr Duration kSilentTimeoutLater = std::chrono::milliseconds(500);

// How long a try beyond the sample is waited for.
inline Duration silent_timeout(TryNumber number, const RttEstimator& neighbours) {
  if (number.pass() > 0) return kSilentTimeoutLater;
  return std::clamp(2 * neighbours.try_timeout(), kSilentTimeoutLeast, kSilentTimeoutFirst);
}

}  // namespace sounder
