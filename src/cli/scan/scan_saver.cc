#include "cli/scan/scan_saver.h"

#include <algorithm>

#include "base/limits.h"
#include "report/state/saved_scan_json.h"

namespace sounder {
namespace {

// Saving may take a fifth of a processor's time at most.
constexpr int kRestPerSave = 4;

}  // namespace

ScanSaver::ScanSaver(StateFile file, const ScanRequest& request, ScanOutputs& outputs, SavedScan before,
                     std::string command)
    : file_(std::move(file)),
      outputs_(outputs),
      recorder_(request, std::move(before)),
      command_(std::move(command)) {}

Result<void> ScanSaver::begin() {
  const SavedScan& saved = recorder_.saved();
  return write(saved.marks, saved.sent, saved.elapsed, [](const auto& look) { look(); });
}

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
  return write(scan.marks(), scan.sent(), scan.elapsed(), [&](const auto& look) { scan.while_quiet(look); });
}

Result<void> ScanSaver::write(std::vector<ShareMarks> marks, std::uint64_t sent, Duration elapsed,
                              const std::function<void(const std::function<void()>&)>& while_quiet) {
  SavedScan saved;
  // Results, and how much of each file holds them, of one moment.
  while_quiet([&] {
    saved = recorder_.saved();
    saved.outputs = outputs_.positions();
  });
  saved.command = command_;
  saved.marks = std::move(marks);
  saved.sent = sent;
  saved.elapsed = elapsed;
  return file_.replace(to_json(saved));
}

}  // namespace sounder
