// How far a running scan has come with one host. A value.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "base/clock.h"
#include "net/address.h"

namespace sounder {

struct HostStatus {
  std::uint64_t host = 0;  // index of the address in the request
  Address address;
  std::uint64_t left = 0;  // pairs without an answer yet
  std::uint64_t open = 0;
  std::optional<Duration> rtt;       // smoothed
  std::optional<double> rate_per_s;  // that may be sent: what its path seems to bear, or the cap
  int round = 1;                     // of tries
  bool resting = false;              // between two rounds: answers are waited for
  bool stalled = false;              // everything fell silent at once
  bool limits_resets = false;
  bool policed = false;  // its path lets a certain number of probes a second pass
  bool waits = false;    // until others behind such a path are through
};

// The status of one host, from its status in two slices.
HostStatus merged(const HostStatus& a, const HostStatus& b);

// The hosts under way of a scan. `hosts` is a part of them where they are many.
struct ScanStatus {
  std::vector<HostStatus> hosts;
  std::uint64_t under_way = 0;
};

}  // namespace sounder
