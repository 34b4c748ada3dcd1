// Which engine sends the probes of a scan: the SYN engine where this process may have one, else connect.
#pragma once

#include <memory>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "cli/scan_words.h"
#include "scan/engine.h"

namespace sounder {

struct ScanEngines {
  std::string_view name;                             // as --engine has it
  std::vector<std::unique_ptr<ProbeEngine>> each{};  // one a thread
};

// Opens one for each of job.threads. Errors: --engine syn without CAP_NET_RAW (with the remedy), or this
// machine is short of something.
Result<ScanEngines> open_engines(const ScanJob& job);

}  // namespace sounder
