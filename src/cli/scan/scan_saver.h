// --resume FILE: saves the state of a scan while it runs, so that the same command can continue it however it
// ended.
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

// For one thread, except for sink(), which the threads of the scan call.
class ScanSaver {
 public:
  // `request` and `outputs` must outlive the saver. `before`: what the file has of this scan; empty for a new
  // one.
  ScanSaver(std::shared_ptr<StateFile> file, const ScanRequest& request, ScanOutputs& outputs,
            SavedScan before, std::string command);

  ScanSink& sink() { return recorder_; }
  // Before the scan: a file that cannot be written is found before a probe is sent.
  Result<void> begin();
  // Several times a second while it runs: saves every kSaveEvery. Only the first failure is returned; the
  // scan may continue, and later saves may succeed.
  Result<void> keep(ParallelScan& scan, Instant now);
  // Saves what is known now: before the scan is interrupted, or when it is done and before its summary.
  Result<void> save(const ParallelScan& scan);

 private:
  // What the sinks know now. Precondition: no scan calls them meanwhile.
  SavedScan snapshot();

  std::shared_ptr<StateFile> file_;
  ScanOutputs& outputs_;
  ScanRecorder recorder_;
  std::string command_;
  AskedFor asked_;
  Instant next_ask_{};
  Instant next_save_{};
  bool told_ = false;
};

}  // namespace sounder
