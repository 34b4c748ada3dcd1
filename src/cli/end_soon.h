// While it lives, a signal ends the program even if the main thread is stuck in a write whose reader has
// stopped reading: after kGrace, in which the main thread may end by itself, or at a second signal at once.
// Nobody else may take signals meanwhile.
#pragma once

#include <atomic>
#include <thread>

#include "base/clock.h"
#include "base/stop_signal.h"
#include "base/wakeup.h"

namespace sounder {

class EndSoon {
 public:
  static constexpr Duration kGrace = std::chrono::seconds(1);

  explicit EndSoon(const StopSignal& stop);
  EndSoon(const EndSoon&) = delete;
  EndSoon& operator=(const EndSoon&) = delete;
  ~EndSoon() { done_.notify(); }

  bool signalled() const { return signalled_; }

 private:
  void watch();

  const StopSignal& stop_;
  Wakeup done_;
  std::atomic<bool> signalled_ = false;  // set by the thread
  std::jthread thread_;                  // the last: it uses the others
};

}  // namespace sounder
