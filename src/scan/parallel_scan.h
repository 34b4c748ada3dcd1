// A scan spread over threads: each runs one plan and one engine over its own share of the pairs. They share
// nothing but the sink and the stop request; totals are summed after the join.
#pragma once

#include <atomic>
#include <functional>
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
  // Waits for the threads, tells the sink the summary and returns it. Once.
  Summary finish();

 private:
  // Written by one worker, read by whoever asks: on a cache line of its own.
  struct alignas(64) Tally {
    std::atomic<std::uint64_t> pairs{0};
    std::atomic<std::uint64_t> settled{0};
    std::atomic<std::uint64_t> open{0};
    std::atomic<std::uint64_t> sent{0};
    Counts counts{};  // written at the worker's end, read after the join
  };

  void work(const std::stop_token& stop, Worker worker, Tally& tally);
  void publish(const Turn& turn, Tally& tally);
  void merge_host(const HostDone& part);  // the lock is held

  std::uint64_t ports_;
  ScanSink& sink_;
  std::mutex lock_;                                    // guards sink_ and hosts_
  std::unordered_map<std::uint64_t, HostDone> hosts_;  // finished by some threads and not yet by all
  std::vector<Tally> tallies_;
  std::atomic<unsigned> running_;
  std::atomic<bool> interrupted_{false};
  std::atomic<bool> sink_failed_{false};
  Wakeup done_;
  Instant start_;
  std::vector<std::jthread> threads_;  // last: they use everything above
};

}  // namespace sounder
