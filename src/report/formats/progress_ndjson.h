// What `scan --progress json` writes on standard error, one JSON object a line: the progress, notes, and the
// error that ended the scan. docs/schema/progress.schema.json has the fields. Pure.
#pragma once

#include <string>
#include <string_view>

#include "report/text/rate_meter.h"
#include "scan/event.h"

namespace sounder {

class ProgressNdjson {
 public:
  explicit ProgressNdjson(Instant start) : settled_(start) {}
  // The line for this moment, with its newline.
  std::string line(Instant now, const Progress& progress, Duration elapsed, bool paused);

 private:
  RateMeter settled_;
  bool was_paused_ = false;
};

// Lines with their newlines. `words` may be several lines, each of which becomes an object; empty: nothing.
std::string notes_ndjson(std::string_view words);
std::string error_ndjson(std::string_view message);

}  // namespace sounder
