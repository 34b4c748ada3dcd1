// `sounder scan --dry-run`: what would be sent, and nothing is.
#pragma once

#include "base/result.h"
#include "base/stop_signal.h"
#include "cli/scan/scan_flags.h"

namespace sounder {

// Says how much it is on standard error, and writes the first try of every pair to standard output, a line
// each, in the order of sending, as it is thought of; then how much that is to standard error. A reader that
// leaves early is no error. The exit code.
Result<int> dry_run(const ScanJob& job, const StopSignal& stop);

}  // namespace sounder
