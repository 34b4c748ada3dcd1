// What a person asks of a scan while it runs. Written by one thread; the scan's threads look at every turn of
// theirs, so it takes effect within kStopLatency.
#pragma once

#include <atomic>

namespace sounder {

struct ScanControl {
  static constexpr double kAsRequested = -1;

  std::atomic<bool> paused{false};
  std::atomic<double> cap_per_s{kAsRequested};  // probes a second over all threads; infinite: no cap
};

}  // namespace sounder
