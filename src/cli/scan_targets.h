// The targets of a scan, from the words and files of the command line to addresses.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "base/stop_signal.h"
#include "report/scan_names.h"
#include "scan/targets.h"

namespace sounder {

struct TargetFlags {
  std::vector<std::string> targets;
  std::vector<std::string> excluded;  // lists, separated by commas
  std::string file;                   // "-" for standard input; empty for none
  bool only_ipv4 = false;
  bool only_ipv6 = false;
};

struct Targets {
  TargetSet set;
  std::uint64_t left_out = 0;  // addresses of wide ranges that are no targets (scan/special_ranges.h)
};

// Asks for a host if there is neither a target nor a file. Names are looked up, several at a time, with all
// their addresses; `names` remembers which address came from which name.
Result<Targets> read_targets(const TargetFlags& flags, ScanNames& names, const StopSignal& stop);

}  // namespace sounder
