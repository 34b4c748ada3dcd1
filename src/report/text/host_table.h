// The hosts that a scan has under way, a line each, for a person who asks while it runs. Pure.
#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "scan/plan/host_status.h"
#include "scan/targets/port_map.h"
#include "scan/targets/scan_names.h"

namespace sounder {

struct TableSize {
  std::size_t rows = 24;
  std::size_t columns = 79;
};

// Lines with their newlines, none wider than the screen and no more than fit above one more line: what is
// left out is counted. `ports`: of each host.
std::string host_table(const ScanStatus& status, const PortMap& ports, const ScanNames& names,
                       TableSize size);

}  // namespace sounder
