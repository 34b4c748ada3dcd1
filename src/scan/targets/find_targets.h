// From the words that name targets to their addresses; names are looked up.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "scan/targets/scan_names.h"
#include "scan/targets/targets.h"

namespace sounder {

struct TargetWords {
  std::vector<std::string> wanted;
  std::vector<std::string> excluded;  // lists, separated by commas
  std::optional<Family> family{};     // only this one
};

struct Targets {
  TargetSet set;
  std::uint64_t left_out = 0;  // addresses of wide ranges that are no targets (scan/targets/special_ranges.h)
};

// Names are looked up, several at a time, with all their addresses; `names` remembers which address came from
// which name. Gives up with Fault::kInterrupted as soon as `stop_fd` is readable (-1: never).
Result<Targets> find_targets(const TargetWords& words, ScanNames& names, int stop_fd);

}  // namespace sounder
