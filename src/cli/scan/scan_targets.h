// The targets of a scan, from the words and files of the command line to addresses and ports.
#pragma once

#include <list>
#include <string>
#include <vector>

#include "base/result.h"
#include "base/stop_signal.h"
#include "scan/targets/find_targets.h"

namespace sounder {

struct TargetFlags {
  std::vector<std::string> targets;
  std::vector<std::string> files;     // "-" for standard input
  std::vector<std::string> excluded;  // lists, separated by commas
  std::vector<std::string> excluded_files;
  std::vector<std::string> ports;           // lists; they add up
  std::string top;                          // how many of the top ports; adds to them
  std::vector<std::string> excluded_ports;  // lists
  bool only_ipv4 = false;
  bool only_ipv6 = false;

  bool names_ports() const { return !ports.empty() || !top.empty(); }
};

// The ports of --ports and --top, all if there are neither; and those of --exclude-ports.
struct PortFlags {
  PortSet ports;
  PortSet excluded;
};
Result<PortFlags> read_ports(const TargetFlags& flags);

// Without a target and a file the targets are the lines of standard input; from a terminal one, with a
// prompt. The rest is find_targets(), whose dead names are told. True in `any_dead`: there are some.
// `interface`: of --interface, or 0.
Result<Targets> read_targets(const TargetFlags& flags, const PortFlags& ports, unsigned interface,
                             ScanNames& names, bool& any_dead, const StopSignal& stop);

}  // namespace sounder
