#include "echo/load/load_clock.h"

#include <algorithm>

namespace sounder {

LoadClock::LoadClock(const LoadOptions& options, unsigned thread)
    : open_loop_(options.rate_per_s.has_value()),
      duration_(options.duration),
      timeout_(options.timeout),
      schedule_(options, thread) {}

void LoadClock::start(Instant now) {
  schedule_.start(now);
  end_ = now + duration_;
  deadline_ = end_ + timeout_;
}

void LoadClock::stop(Instant now) {
  if (interrupted_) return;
  interrupted_ = true;
  end_ = std::min(end_, now);
  deadline_ = std::min(deadline_, now + std::min(timeout_, kInterruptPatience));
}

Instant LoadClock::next_due(std::uint64_t index) const {
  if (!open_loop_ || interrupted_) return Instant::max();
  const Instant due = schedule_.due(index);
  return due < end_ ? due : Instant::max();
}

bool LoadClock::done(Instant now, std::uint64_t under_way, std::uint64_t assigned, std::uint64_t next) const {
  if (now >= deadline_) return true;
  if (now < end_ || under_way > 0) return false;
  return interrupted_ || (assigned == 0 && next_due(next) == Instant::max());
}

std::uint64_t LoadClock::unsent(std::uint64_t begun) const {
  if (!open_loop_) return 0;
  // A request that was due at the very moment of stop() may have been begun.
  return std::max(schedule_.due_before(end_), begun) - begun;
}

}  // namespace sounder
