// A load run spread over threads: each has its own connections, plan and totals, and they share nothing but
// the stop request and the moment at which all begin to send. One owner; totals are merged after the join.
#pragma once

#include <atomic>
#include <barrier>
#include <cstdint>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "base/result.h"
#include "base/wakeup.h"
#include "echo/load/load_bytes.h"
#include "echo/load/load_options.h"
#include "echo/load/load_thread.h"

namespace sounder {

// The state of a run, for a progress line.
struct LoadProgress {
  bool measuring = false;  // else connections are being opened
  std::uint64_t connected = 0;
  std::uint64_t round_trips = 0;
  std::uint64_t errors = 0;  // mismatches among them
  std::uint64_t lost = 0;
  Duration p99{};
  Duration elapsed{};  // of the measuring
};

class LoadRun {
 public:
  // Opens the connections at once; when each is open or has failed, the measuring begins. Throws
  // std::system_error if the system gives no descriptor or no thread.
  explicit LoadRun(LoadOptions options);
  LoadRun(const LoadRun&) = delete;
  LoadRun& operator=(const LoadRun&) = delete;

  int done_fd() const { return done_.fd(); }  // readable when every thread has finished
  void interrupt();                           // any thread; done_fd() follows within kInterruptPatience
  LoadProgress progress() const;              // any thread; as old as kProgressEvery
  // Waits for the threads. Once. Fault::kPeer if not a single connection could be opened, Fault::kMachine if
  // this machine lacked something before the measuring could begin; what it lacked later is in the totals.
  Result<LoadResult> finish();
  // After a failed finish(): the server's certificate is not trusted.
  bool distrusts() const { return distrusted_; }

 private:
  // Written by one worker, read by progress().
  struct Tally {
    std::mutex lock;  // guards published; taken ten times a second
    LoadTotals published;
  };

  std::unique_ptr<LoadThread> new_worker(unsigned thread);
  void begin_measuring() noexcept;
  void work(const std::stop_token& stop, unsigned thread);

  const LoadOptions options_;
  const LoadBytes bytes_;
  std::vector<std::unique_ptr<Tally>> tallies_;
  std::vector<std::unique_ptr<LoadThread>> workers_;
  std::atomic<Instant> interrupted_{};  // when; the epoch if not
  std::atomic<Instant> start_{};        // of the measuring; the epoch before it
  std::atomic<unsigned> running_;
  bool distrusted_ = false;
  Wakeup done_;
  struct AllOpened {
    LoadRun* run;
    void operator()() noexcept { run->begin_measuring(); }
  };
  std::barrier<AllOpened> opened_;
  std::vector<std::jthread> threads_;  // the last: ended before what they use
};

}  // namespace sounder
