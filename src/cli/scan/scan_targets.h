// The targets of a scan, from the words and files of the command line to addresses.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "base/stop_signal.h"
#include "scan/targets/find_targets.h"

namespace sounder {

struct TargetFlags {
  std::vector<std::string> targets;
  std::vector<std::string> excluded;  // lists, separated by commas
  std::string file;                   // "-" for standard input; empty for none
  bool only_ipv4 = false;
  bool only_ipv6 = false;
};

// Asks for a host if there is neither a target nor a file. The rest is find_targets().
Result<Targets> read_targets(const TargetFlags& flags, ScanNames& names, const StopSignal& stop);

}  // namespace sounder
