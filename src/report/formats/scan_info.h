// What a report says about a scan besides its results. A value: a report keeps a copy, and with it a share of
// the request and the names.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>

#include "scan/request.h"
#include "scan/targets/scan_names.h"

namespace sounder {

struct ScanInfo {
  std::shared_ptr<const ScanRequest> request;
  std::shared_ptr<const ScanNames> names;
  // The name of a port's service, empty if it has none. Called while a report is told an event.
  std::function<std::string_view(Port)> service_name = [](Port) { return std::string_view{}; };
  std::string arguments;  // the command line, as it was typed
  std::string engine;     // "connect"
  std::string version;
  std::chrono::system_clock::time_point start;
  bool show_all = false;  // every port, not only the open ones
};

}  // namespace sounder
