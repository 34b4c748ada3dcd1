#include "scan/plan/host_walk.h"

namespace sounder {

// A pass over a silent host that took longer than the pause before a last pass needs no pause, and the next
// may follow before its last tries have been waited for.
bool HostWalk::end_walk(Instant now, bool host_is_silent, int wanted) {
  phase_ = Phase::kWaiting;
  const bool at_once = host_is_silent && pass_start_ + kLatePassDelay <= now && pass_ + 1 < wanted;
  last_walk_end_ = at_once ? pass_start_ : now;
  return at_once || out() == 0;
}

void HostWalk::end_pass(Instant now, bool all_resolved, int wanted) {
  ++pass_;
  if (all_resolved || pass_ >= wanted) {
    finish();
    return;
  }
  cursor_ = 0;
  pass_start_ = now;
  const bool is_last = pass_ + 1 == wanted;
  phase_ = is_last && pause_end() > now ? Phase::kPausing : Phase::kWalking;
}

void HostWalk::end_pause(Instant now) {
  phase_ = Phase::kWalking;
  pass_start_ = now;
}

}  // namespace sounder
