// A scan spread over threads: each runs one plan and one engine over its own share of the pairs. They share
// nothing but the sink and the stop request; totals are summed after the join.
#pragma once

#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "base/wakeup.h"
#include "scan/plan/parallel_plan.h"
#include "scan/run.h"
#include "scan/shared_hosts.h"
#include "scan/sink.h"

namespace sounder {

// Made in the calling thread, used and destroyed in the worker's.
struct Worker {
  std::unique_ptr<ScanPlan> plan;
  std::unique_ptr<ProbeEngine> engine;
};
class ParallelScan {
 public:
  // Starts at once, a thread for each worker. `sink` must outlive this object; its on_verdict and on_host are
  // called under a lock of ours. `before` is what was done of the scan in an earlier run; the plans know of
  // it too. Both outlive this object.
  ParallelScan(const ScanRequest& request, std::vector<Worker> workers, ScanSink& sink,
               const SavedScan* before = nullptr);
  ~ParallelScan() = default;
  ParallelScan(const ParallelScan&) = delete;
  ParallelScan& operator=(const ParallelScan&) = delete;

  int done_fd() const { return done_.fd(); }  // readable when every thread has finished
  Progress progress() const;                  // any thread, at any time
  bool interrupted() const { return interrupted_; }
  bool sink_failed() const { return sink_failed_; }  // then interrupt() is due
  void interrupt();                                  // any thread; done_fd() follows within kStopLatency
  // What a saved scan says besides what its sink knows. Marks are as old as the last ask_for_marks() that the
  // threads have answered, which they do within kStopLatency; older ones are right too, and only cost more
  // tries again.
  void ask_for_marks();
  std::vector<ShareMarks> marks() const;
  std::uint64_t sent() const { return progress().sent; }
  Duration elapsed() const;
  // Calls look() while the sink is told nothing.
  void while_quiet(const std::function<void()>& look) const;
  ScanControl& control() { return control_; }
  // Asks the threads which hosts they have under way. take_status() has it, once, when the last of them has
  // answered: within kStopLatency of its turn. Asking again meanwhile asks nothing.
  void ask_status();
  std::optional<ScanStatus> take_status();
  // Waits for the threads, tells the sink the summary and returns it. Once.
  Summary finish();

 private:
  // Written by one worker, read by whoever asks: on a cache line of its own.
  struct alignas(64) Tally {
    std::atomic<std::uint64_t> pairs{0};
    std::atomic<std::uint64_t> settled{0};
    std::atomic<std::uint64_t> open{0};
    std::atomic<std::uint64_t> sent{0};
    std::uint64_t answers_lost = 0;  // the worker's; read after the join
    std::atomic<bool> marks_wanted{false};
    unsigned answered = 0;  // the last ask_status() that this worker has answered; its own
    Counts counts{};        // written at the worker's end, read after the join
    ShareMarks marks;       // guarded by lock_
  };

  void work(const std::stop_token& stop, Worker worker, Tally& tally);
  void publish(const Turn& turn, Tally& tally);
  void tell_status(const ScanPlan& plan, Tally& tally);
  void tell_marks(const ScanPlan& plan, Tally& tally);

  ScanSink& sink_;
  const SavedScan* before_;
  mutable std::mutex lock_;  // guards sink_, hosts_ and the tallies' marks
  SharedHosts hosts_;
  ScanControl control_;
  // The last ask_status(). Guarded by lock_, but for the number that workers compare with their own.
  std::atomic<unsigned> asked_{0};
  unsigned alive_;          // workers
  unsigned to_answer_ = 0;  // of them
  bool status_due_ = false;
  std::map<std::uint64_t, HostStatus> status_hosts_;  // in the order of the request
  std::uint64_t status_under_way_ = 0;
  std::vector<Tally> tallies_;
  std::atomic<unsigned> running_;
  std::atomic<bool> interrupted_{false};
  std::atomic<bool> sink_failed_{false};
  Wakeup done_;
  Instant start_;
  std::vector<std::jthread> threads_;  // last: they use everything above
};

}  // namespace sounder
