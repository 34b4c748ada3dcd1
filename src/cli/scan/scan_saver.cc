#include "cli/scan/scan_saver.h"

#include <algorithm>

#include "base/limits.h"
#include "report/state/other_scan.h"
#include "report/state/saved_scan_json.h"

namespace sounder {
namespace {

// Saving may take a fifth of a processor's time at most.
constexpr int kRestPerSave = 4;

}  // namespace

ScanSaver::ScanSaver(std::shared_ptr<StateFile> file, const ScanRequest& request, ScanOutputs& outputs,
                     SavedScan before, std::string command)
    : file_(std::move(file)),
      outputs_(outputs),
      recorder_(request, std::move(before)),
      command_(std::move(command)),
      asked_(asked_for(request)) {}

Result<void> ScanSaver::begin() { return file_->replace(to_json(snapshot())); }

Result<void> ScanSaver::keep(ParallelScan& scan, Instant now) {
  if (now >= next_ask_) {
    scan.ask_for_marks();
    next_ask_ = now + kSaveEvery;
    next_save_ = std::max(next_save_, now + 2 * kStopLatency);
    return {};
  }
  if (now < next_save_) return {};
  auto saved = save(scan);
  const Duration took = clock_now() - now;
  next_ask_ = std::max(next_ask_, now + kRestPerSave * took);
  next_save_ = next_ask_ + kStopLatency;
  if (saved || std::exchange(told_, true)) return {};
  return saved;
}

Result<void> ScanSaver::save(const ParallelScan& scan) {
  auto held = scan.hold_sink();
  SavedScan saved = snapshot();
  held.unlock();
  saved.marks = scan.marks();
  saved.sent = scan.sent();
  saved.elapsed = scan.elapsed();
  return file_->replace(to_json(saved));
}

SavedScan ScanSaver::snapshot() {
  SavedScan saved = recorder_.saved();
  saved.outputs = outputs_.positions();
  saved.command = command_;
  saved.asked = asked_;
  return saved;
}

}  // namespace sounder
