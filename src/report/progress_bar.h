// The progress of a scan as one line: bar, percent, ports a second, found, time left. Pure; `status_line`
// puts it on a screen.
#pragma once

#include <cstddef>
#include <deque>
#include <string>

#include "base/clock.h"
#include "scan/event.h"

namespace sounder {

// "0:07", "1:02:03": whole seconds, rounded up.
std::string clock_form(double left_s);

class ProgressBar {
 public:
  explicit ProgressBar(Instant start) : start_(start) {}
  // The line for this moment, at most `columns` columns wide; parts are left out from the left if it does not
  // fit.
  std::string line(Instant now, const Progress& progress, std::size_t columns);

 private:
  struct Sample {
    Instant at;
    std::uint64_t settled;
  };
  double rate_per_s(Instant now, std::uint64_t settled);

  Instant start_;
  std::deque<Sample> recent_;  // of the last kRateWindow, at most one a call
};

}  // namespace sounder
