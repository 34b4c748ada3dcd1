// The time of a load run, for the plan of one thread: when requests of an open loop are due, until when
// requests are begun, and when the run is over. Pure: the time is an argument.
#pragma once

#include <cstdint>

#include "echo/load/load_options.h"
#include "echo/load/load_schedule.h"

namespace sounder {

class LoadClock {
 public:
  LoadClock(const LoadOptions& options, unsigned thread);

  void start(Instant now);
  // Nothing new is begun, and requests under way get kInterruptPatience.
  void stop(Instant now);

  bool open_loop() const { return open_loop_; }
  bool interrupted() const { return interrupted_; }
  // Requests may begin.
  bool running(Instant now) const { return !interrupted_ && now < end_; }
  // When the run is over whatever happens; Instant::max() before start().
  Instant deadline() const { return deadline_; }

  // Open loop: when request number `index` of this thread is due.
  Instant due(std::uint64_t index) const { return schedule_.due(index); }
  // The same, or Instant::max() if it will not be begun: in a closed loop, after stop(), or at the end.
  Instant next_due(std::uint64_t index) const;

  // The run is over. `under_way` requests have no answer, `assigned` are due and not begun, and `next` is the
  // next one of an open loop.
  bool done(Instant now, std::uint64_t under_way, std::uint64_t assigned, std::uint64_t next) const;
  // Open loop: how many requests were due and not begun; `begun` were.
  std::uint64_t unsent(std::uint64_t begun) const;

 private:
  const bool open_loop_;
  const Duration duration_;
  const Duration timeout_;
  LoadSchedule schedule_;
  Instant end_ = Instant::max();
  Instant deadline_ = Instant::max();
  bool interrupted_ = false;
};

}  // namespace sounder
