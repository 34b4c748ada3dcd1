// The events of a scan: verdicts on ports, finished hosts, progress. Plans create them, sinks read them.
#pragma once

#include <cstdint>
#include <optional>

#include "base/clock.h"
#include "net/address.h"
#include "scan/counts.h"
#include "scan/probe.h"

namespace sounder {

// The final result for one pair. Emitted exactly once for each pair: after an answer at once, after silence
// when no answer can change it any more.
struct Verdict {
  PairIndex pair = 0;
  Endpoint endpoint{};
  State state = State::kUntested;
  Reason reason = Reason::kNoResponse;
  std::optional<Duration> rtt{};  // of the try that was answered
  std::uint8_t ttl = 0;           // of the answer on arrival; 0: not known
  std::optional<Address> from{};  // the sender of the answer, if not the host
};

// The round trip to a host after RFC 6298.
struct RoundTrip {
  Duration smoothed{};
  Duration deviation{};
  Duration timeout{};  // of a try
};

// A host has all its verdicts: of a plan's slice, or of all slices once they are merged.
struct HostDone {
  std::uint64_t host = 0;  // index of the address in the request
  Address address;
  Counts counts{};
  std::uint64_t unproven = 0;  // of those filtered (Reason::kUnproven)
  std::optional<RoundTrip> rtt;
  bool limits_resets = false;  // closed ports stopped answering as the rate grew, open ports did not
  bool gave_up = false;        // never answered; the rest was not probed with the full timeout
  std::optional<double> policed_per_s{};  // so many probes a second were let pass, whatever was sent
  // It stopped answering altogether, and may have begun again.
  struct Silence {
    std::uint32_t times = 0;
    std::uint64_t probes = 0;  // that were sent before the first time
    double per_s = 0;          // and how fast
    friend bool operator==(const Silence&, const Silence&) = default;
  };
  std::optional<Silence> silence{};
};

struct Progress {
  std::uint64_t pairs = 0;    // of this scan (or slice)
  std::uint64_t settled = 0;  // pairs that need no further try
  std::uint64_t open = 0;
  std::uint64_t sent = 0;  // tries handed to the engine and sent, retries included
};

}  // namespace sounder
