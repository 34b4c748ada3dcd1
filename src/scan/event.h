// What a scan tells the world: verdicts on ports, finished hosts, progress. Written by plans, read by sinks
// (report/).
#pragma once

#include <cstdint>
#include <optional>

#include "base/clock.h"
#include "net/address.h"
#include "scan/counts.h"
#include "scan/probe.h"

namespace sounder {

// The final word on one pair. Emitted exactly once for each pair: for an answer at once, for silence when
// nothing can take it back any more.
struct Verdict {
  PairIndex pair = 0;
  Endpoint endpoint{};
  State state = State::kUntested;
  Reason reason = Reason::kNoResponse;
  std::optional<Duration> rtt{};  // of the try that was answered
  std::uint8_t ttl = 0;           // hops that the answer had left; 0: not known
  std::optional<Address> from{};  // who says it, if not the host itself
};

// The round trip to a host after RFC 6298.
struct RoundTrip {
  Duration smoothed{};
  Duration deviation{};
  Duration timeout{};  // how long a try to it is waited for
};

// One host has all its verdicts (of this plan's share of it).
struct HostDone {
  std::uint64_t host = 0;  // index of the address in the request
  Address address;
  Counts counts{};
  std::optional<RoundTrip> rtt;
  bool limits_resets = false;  // closed ports fell silent as the rate grew, open ones did not
  bool gave_up = false;        // never answered anything; the rest was not probed one by one at full timeout
};

struct Progress {
  std::uint64_t pairs = 0;    // of this scan (or share)
  std::uint64_t settled = 0;  // pairs that need no further try
  std::uint64_t open = 0;
  std::uint64_t sent = 0;  // tries handed to the engine and sent, retries included
};

}  // namespace sounder
