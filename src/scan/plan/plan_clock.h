// A plan's time: the engine's, which stands still while the scan is paused. So a pause makes no try late, no
// host silent and no credit for probes. Pure, a value.
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

  // The plan's time for the engine's. What is older than the last pause is taken as between it and the one
  // before it: a try is awaited for seconds, and nobody pauses as often.
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
