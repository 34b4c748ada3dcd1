// A running scan and the person before it: the progress bar, keys and signals. One thread, which is not the
// scan's.
#pragma once

#include "base/clock.h"
#include "base/stop_signal.h"
#include "cli/scan/rate_cap.h"
#include "cli/scan/scan_flags.h"
#include "cli/scan/scan_saver.h"
#include "cli/terminal/terminal_keys.h"
#include "report/text/progress_bar.h"
#include "report/text/rate_meter.h"
#include "report/text/status_line.h"
#include "scan/parallel_scan.h"

namespace sounder {

// A second signal within this time counts as the same one: timeout(1), for example, signals the program and
// then its group.
inline constexpr Duration kSameSignal = std::chrono::milliseconds(200);

class ScanWatch {
 public:
  // All of them outlive this object. `saver`: nullptr without --resume.
  ScanWatch(ParallelScan& scan, const ScanJob& job, ScanSaver* saver, TerminalKeys& keys,
            const StopSignal& stop);

  // Returns when the scan's threads are done, with the terminal as it was. A signal asks them to stop; one
  // that comes later than kSameSignal after it ends the program at once.
  void run();
  bool signalled() const { return signalled_.has_value(); }

 private:
  void look();
  void interrupt();
  void warn_if_not(const Result<void>& saved);
  void on_signal();
  void on_key(char key);
  void set_paused(bool paused);
  void set_cap();
  void show_hosts(const ScanStatus& status);
  void draw();

  ParallelScan& scan_;
  const ScanJob& job_;
  ScanSaver* saver_;
  TerminalKeys& keys_;
  const StopSignal& stop_;
  bool show_bar_;
  StatusLine status_;
  ProgressBar bar_;
  BarState state_;
  RateMeter sent_;
  double sent_per_s_ = 0;  // while it was not paused
  RateCap cap_;
  std::optional<unsigned> status_asked_;  // the request of hosts that is not shown yet
  std::optional<Instant> signalled_;      // when the first signal had been obeyed
};

}  // namespace sounder
