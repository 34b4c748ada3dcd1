// What a report says about a scan besides its results. Immutable; outlives the reports.
#pragma once

#include <chrono>
#include <string>

#include "scan/request.h"
#include "scan/targets/scan_names.h"

namespace sounder {

struct ScanInfo {
  const ScanRequest& request;
  const ScanNames& names;
  std::string arguments;  // the command line, as it was typed
  std::string engine;     // "connect"
  std::string version;
  std::chrono::system_clock::time_point start;
  bool show_all = false;  // every port, not only the open ones
};

}  // namespace sounder
