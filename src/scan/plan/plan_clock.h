// A plan's time: the engine's time without the pauses of the scan. So a pause makes no try late and no host
// silent, and saves up no credit. Pure, a value.
#pragma once

#include <algorithm>

#include "base/clock.h"
#include "scan/probe.h"

namespace sounder {

class PlanClock {
 public:
  bool paused() const { return paused_; }
  // `now` is the engine's time, as in at().
  void set_paused(Instant now, bool paused) {
    if (paused == paused_) return;
    paused_ = paused;
    if (paused) {
      paused_at_ = now;
      lost_before_ = lost_;
    } else {
      lost_ += now - paused_at_;
    }
  }

  // The plan's time for the engine's. A time before the last pause is taken as after the pause before it: a
  // try times out within seconds.
  Instant at(Instant engine) const {
    if (engine < paused_at_) return engine - lost_before_;
    const Instant standing = paused_at_ - lost_before_;
    return paused_ ? standing : std::max(standing, engine - lost_);
  }
  // The engine's time for a time to come of the plan's. Precondition: not paused.
  Instant engine_time(Instant plan) const { return plan + lost_; }
  // The round trip stays what it was, also of an answer that came during a pause.
  Answer at(Answer answer) const {
    const Duration rtt = answer.received - answer.sent;
    answer.sent = at(answer.sent);
    answer.received = answer.sent + rtt;
    return answer;
  }

 private:
  bool paused_ = false;
  Instant paused_at_{};     // the last pause
  Duration lost_before_{};  // to the pauses before it
  Duration lost_{};         // to all that are over
};

}  // namespace sounder
