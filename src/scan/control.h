// Settings that may change while a scan runs. One thread writes them; the scan's threads read them in every
// turn, so a change takes effect within kStopLatency.
#pragma once

#include <atomic>

namespace sounder {

struct ScanControl {
  static constexpr double kAsRequested = -1;

  std::atomic<bool> paused{false};
  std::atomic<double> cap_per_s{kAsRequested};  // probes a second over all threads; infinite: no cap
};

}  // namespace sounder
