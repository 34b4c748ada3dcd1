// The progress of a load run as one line. Pure; `status_line` puts it on a screen.
#pragma once

#include <string>

#include "echo/load/load_options.h"
#include "echo/load/load_run.h"
#include "report/text/rate_meter.h"

namespace sounder {

class LoadLine {
 public:
  // `options` outlives the line.
  explicit LoadLine(const LoadOptions& options, Instant start) : options_(options), round_trips_(start) {}
  // "4 s of 10 s, 81234/s, p99 310 us, 0 errors" (over UDP "0 lost"), at most `columns` wide: the less
  // important parts are left out if there is no room.
  std::string line(Instant now, const LoadProgress& progress, std::size_t columns);

 private:
  const LoadOptions& options_;
  RateMeter round_trips_;
  bool measured_ = false;
};

}  // namespace sounder
