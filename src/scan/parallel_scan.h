// A scan spread over threads: each runs one plan and one engine over its own share of the pairs. They share
// nothing but the sink and the stop request; totals are summed after the join.
#pragma once

#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <thread>
#include <unordered_map>
#include <vector>

#include "base/wakeup.h"
#include "scan/parallel_plan.h"
#include "scan/run.h"
#include "scan/sink.h"

namespace sounder {

// Made in the calling thread, used and destroyed in the worker's.
struct Worker {
  std::unique_ptr<ScanPlan> plan;
  std::unique_ptr<ProbeEngine> engine;
};
using MakeWorker = std::function<Worker(Share)>;

class ParallelScan {
 public:
  // Starts at once. `sink` must outlive this object; its on_verdict and on_host are called under a lock of
  // ours. `ports` is the number of pairs that each host has.
  ParallelScan(unsigned threads, std::uint64_t ports, const MakeWorker& make, ScanSink& sink);
  ~ParallelScan() = default;
  ParallelScan(const ParallelScan&) = delete;
  ParallelScan& operator=(const ParallelScan&) = delete;

  int done_fd() const { return done_.fd(); }  // readable when every thread has finished
  Progress progress() const;                  // any thread, at any time
  bool interrupted() const { return interrupted_; }
  bool sink_failed() const { return sink_failed_; }  // then interrupt() is due
  void interrupt();                                  // any thread; done_fd() follows within kStopLatency
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
    unsigned answered = 0;  // the last ask_status() that this worker has answered; its own
    Counts counts{};        // written at the worker's end, read after the join
  };

  void work(const std::stop_token& stop, Worker worker, Tally& tally);
  void publish(const Turn& turn, Tally& tally);
  void merge_host(const HostDone& part);  // the lock is held
  void tell_status(const ScanPlan& plan, Tally& tally);

  std::uint64_t ports_;
  ScanSink& sink_;
  std::mutex lock_;                                    // guards sink_ and hosts_
  std::unordered_map<std::uint64_t, HostDone> hosts_;  // finished by some threads and not yet by all
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
