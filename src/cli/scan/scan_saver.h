// --resume FILE: keeps a scan's state on disk while it runs, so that the same command goes on with it after
// anything.
#pragma once

#include <memory>
#include <string>

#include "base/clock.h"
#include "cli/scan/scan_outputs.h"
#include "report/state/state_file.h"
#include "scan/parallel_scan.h"
#include "scan/saved_scan.h"

namespace sounder {

// Interval between saves: after a kill, at most this much work is repeated.
inline constexpr Duration kSaveEvery = std::chrono::seconds(1);

// The calling thread's, except for sink(), which is told by the scan's.
class ScanSaver {
 public:
  // All but `before` outlive the saver. `before` is what the file has of this scan; empty for a new one.
  ScanSaver(StateFile file, const ScanRequest& request, ScanOutputs& outputs, SavedScan before,
            std::string command);

  ScanSink& sink() { return recorder_; }
  // Before the scan: that the file can be written is known before a probe is sent.
  Result<void> begin();
  // While it runs, some times a second: saves every kSaveEvery. The first failure is told once, by the return
  // value; the scan may go on, and later saves may do better.
  Result<void> keep(ParallelScan& scan, Instant now);
  // What is known now, before the scan is interrupted, or once it is done and before its summary.
  Result<void> save(const ParallelScan& scan);

 private:
  // What the sinks know now. Precondition: no scan calls them meanwhile.
  SavedScan snapshot();

  StateFile file_;
  ScanOutputs& outputs_;
  ScanRecorder recorder_;
  std::string command_;
  Instant next_ask_{};
  Instant next_save_{};
  bool told_ = false;
};

}  // namespace sounder
