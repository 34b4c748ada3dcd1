// What happens beside a running scan: progress is shown, keys and signals are obeyed, the state is saved. One
// thread, which is not one of the scan's.
#pragma once

#include "base/clock.h"
#include "base/stop_signal.h"
#include "cli/scan/rate_cap.h"
#include "cli/scan/scan_flags.h"
#include "cli/scan/scan_saver.h"
#include "cli/terminal/terminal_keys.h"
#include "report/formats/progress_ndjson.h"
#include "report/text/progress_bar.h"
#include "report/text/rate_meter.h"
#include "report/text/status_line.h"
#include "scan/parallel_scan.h"

namespace sounder {

class ScanWatch {
 public:
  // All of them must outlive this object. `saver`: nullptr without --resume. `status`: where the bar goes.
  ScanWatch(ParallelScan& scan, const ScanJob& job, ScanSaver* saver, StatusLine& status, TerminalKeys& keys,
            const StopSignal& stop);

  // Returns when the scan's threads are done, with the terminal's mode restored. A signal asks them to stop;
  // a second one, later than kSameSignal, ends the program at once.
  void run();
  bool signalled() const { return signalled_.has_value(); }

 private:
  void update();
  void interrupt();
  void warn_if_not(const Result<void>& saved);
  void on_signal();
  void on_key(char key);
  void set_paused(bool paused);
  void raise_cap();
  void set_cap();
  void show_hosts(const ScanStatus& status);
  void draw();
  void print_progress();

  ParallelScan& scan_;
  const ScanJob& job_;
  ScanSaver* saver_;
  TerminalKeys& keys_;
  const StopSignal& stop_;
  StatusLine& status_;
  ProgressBar bar_;
  ProgressNdjson progress_;
  Instant next_progress_;  // of --progress json
  BarState state_;
  RateMeter sent_;
  double sent_per_s_ = 0;  // while it was not paused
  RateCap cap_;
  std::optional<unsigned> status_asked_;  // the request of hosts that is not shown yet
  std::optional<Instant> signalled_;      // when the first signal had been obeyed
};

}  // namespace sounder
