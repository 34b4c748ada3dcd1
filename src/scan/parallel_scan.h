// A scan on several threads: each runs one plan and one engine over its own slice of the pairs. They share
// only the sink and the stop request; totals are summed after the join.
#pragma once

#include <atomic>
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

// Threads of a scan: more senders wait for each other inside the kernel.
inline constexpr unsigned kMostScanThreads = 64;

// Created in the calling thread, used and destroyed in the worker's.
struct Worker {
  std::unique_ptr<ScanPlan> plan;
  std::unique_ptr<ProbeEngine> engine;
};
class ParallelScan {
 public:
  // Starts a thread for each worker. The sink's on_verdict and on_host are called under a lock of this
  // object. `before` is what an earlier run did of the scan, as the plans know it; nullptr: nothing. `sink`
  // and `before` must outlive this object.
  ParallelScan(const ScanRequest& request, std::vector<Worker> workers, ScanSink& sink,
               const SavedScan* before = nullptr);
  ~ParallelScan() = default;
  ParallelScan(const ParallelScan&) = delete;
  ParallelScan& operator=(const ParallelScan&) = delete;

  int done_fd() const { return done_.fd(); }  // readable when every thread has finished
  Progress progress() const;                  // any thread, at any time
  bool interrupted() const { return interrupted_; }
  bool sink_failed() const { return sink_failed_; }  // the caller should interrupt()
  void interrupt();                                  // any thread; done_fd() follows within kStopLatency
  // How far each slice has come, for a saved scan. marks() is what the threads answered to the last
  // ask_for_marks(), which takes up to kStopLatency. Older marks are valid too: a resumed scan only repeats
  // more tries.
  void ask_for_marks();
  std::vector<ShareMarks> marks() const;
  std::uint64_t sent() const { return progress().sent; }
  Duration elapsed() const;
  // Holds off all calls of the sink while it exists, so that the sink can be read.
  [[nodiscard]] std::unique_lock<std::mutex> hold_sink() const { return std::unique_lock(lock_); }
  ScanControl& control() { return control_; }
  // Asks the threads which hosts they have under way; returns the number of the request. Each thread answers
  // in its next turn, within kStopLatency. A request while another is being answered joins it.
  unsigned ask_status();
  // What the threads answered to the request of this number, or to a later one; nullopt: some have not yet.
  std::optional<ScanStatus> status(unsigned request) const;
  // Waits for the threads, passes the summary to the sink and returns it. Precondition: the first call.
  Summary finish();

 private:
  // Written by one worker, read by other threads: on a cache line of its own.
  struct alignas(64) Tally {
    std::atomic<std::uint64_t> pairs{0};
    std::atomic<std::uint64_t> settled{0};
    std::atomic<std::uint64_t> open{0};
    std::atomic<std::uint64_t> sent{0};
    std::uint64_t answers_lost = 0;  // the worker's; read after the join
    std::atomic<bool> marks_wanted{false};
    unsigned answered = 0;  // the last ask_status() that this worker answered; only the worker uses it
    Counts counts{};        // written at the worker's end, read after the join
    ShareMarks marks;       // guarded by lock_
  };

  void work(const std::stop_token& stop, Worker worker, Tally& tally);
  void publish(const Turn& turn, Tally& tally);
  void tell_host(const HostDone& host);
  void tell_status(const ScanPlan& plan, Tally& tally);
  void tell_marks(const ScanPlan& plan, Tally& tally);

  ScanSink& sink_;
  const SavedScan* before_;
  mutable std::mutex lock_;  // guards sink_, hosts_ and the tallies' marks
  SharedHosts hosts_;
  std::uint64_t unproven_ = 0;
  ScanControl control_;
  // The last ask_status(). lock_ guards all but asked_, which workers compare with their own number.
  std::atomic<unsigned> asked_{0};
  unsigned alive_;                                    // workers
  unsigned to_answer_ = 0;                            // workers that have not answered asked_ yet
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
