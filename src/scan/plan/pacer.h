// Smooths a rate into probes: a token bucket that is never more than a few milliseconds deep. Pure, a value.
#pragma once

#include <algorithm>
#include <limits>

#include "base/clock.h"

namespace sounder {

// Credit that a scan's pacers may save up, so that polls that come some milliseconds late (epoll_wait) still
// reach the rate.
inline constexpr Duration kPacerBurst = std::chrono::milliseconds(4);

class Pacer {
 public:
  static constexpr double kUnlimited = std::numeric_limits<double>::infinity();

  // Credit for the time since the last call, at `rate_per_s`. The depth is what may go at once after a wait:
  // what `burst` at that rate makes, at least one probe.
  void refill(Instant now, double rate_per_s, Duration burst) {
    rate_per_s_ = rate_per_s;
    if (rate_per_s == kUnlimited) {
      credit_ = kUnlimited;
    } else {
      const double depth = std::max(1.0, rate_per_s * seconds(burst));
      if (credit_ == kUnlimited) credit_ = depth;
      credit_ = std::min(depth, credit_ + rate_per_s * seconds(std::max(now - at_, Duration::zero())));
    }
    at_ = std::max(at_, now);
  }

  bool may_send() const { return credit_ >= 1; }
  void on_sent() { credit_ -= 1; }
  // When there is credit for a probe at the rate of the last refill().
  Instant next() const {
    if (may_send()) return at_;
    if (rate_per_s_ <= 0) return at_ + std::chrono::hours(1);
    const double wait_s = std::min(3600.0, (1 - credit_) / rate_per_s_);
    return at_ + std::chrono::ceil<Duration>(std::chrono::duration<double>(wait_s));
  }

 private:
  double credit_ = 1;
  double rate_per_s_ = kUnlimited;
  Instant at_{};
};

}  // namespace sounder
