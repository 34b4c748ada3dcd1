// The hosts that are being scanned, a line each, for the key that asks for them. Pure.
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

// Lines with their newlines, none wider than the screen and no more than fit above one more line; the hosts
// left out are counted. Columns that do not fit are left out. `ports`: of each host.
std::string host_table(const ScanStatus& status, const PortMap& ports, const ScanNames& names,
                       TableSize size);

}  // namespace sounder
