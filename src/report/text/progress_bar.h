// The progress of a scan as one line: bar, percent, ports a second, found, time left. Pure; `status_line`
// puts it on a screen.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "report/text/rate_meter.h"
#include "scan/event.h"

namespace sounder {

// "0:07", "1:02:03": whole seconds, rounded up.
std::string clock_form(double left_s);

// What keys have changed.
struct BarState {
  bool paused = false;
  std::optional<double> cap_per_s{};  // the cap that keys have set; infinite: none
  const char* hint = nullptr;         // shown where there is room
};

class ProgressBar {
 public:
  explicit ProgressBar(Instant start) : settled_(start) {}
  // The line for this moment, at most `columns` columns wide. Where it does not fit, the bar is left out,
  // then the least important words.
  std::string line(Instant now, const Progress& progress, std::size_t columns, const BarState& state = {});

 private:
  struct Part;
  std::vector<Part> parts(Instant now, const Progress& progress, const BarState& state);

  RateMeter settled_;
  bool was_paused_ = false;
};

}  // namespace sounder
