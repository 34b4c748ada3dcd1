#include "scan/plan/host_walk.h"

namespace sounder {

// A pass over a silent host that took longer than the pause before a last pass needs no pause, and the next
// may follow before its last tries have been waited for.
bool HostWalk::end_walk(Instant now, bool host_is_silent, std::uint32_t wanted) {
  phase_ = Phase::kWaiting;
  const bool at_once = host_is_silent && pass_start_ + kLatePassDelay <= now && tries_ + 1 < wanted;
  last_walk_end_ = at_once ? pass_start_ : now;
  return at_once || out() == 0;
}

void HostWalk::end_pass(Instant now, bool all_resolved, std::uint32_t wanted) {
  ++pass_;
  ++tries_;
  if (all_resolved || tries_ >= wanted) {
    finish();
    return;
  }
  cursor_ = 0;
  pass_start_ = now;
  const bool is_last = tries_ + 1 == wanted;
  phase_ = is_last && pause_end() > now ? Phase::kPausing : Phase::kWalking;
}

void HostWalk::rewind(Instant now, const Place& to) {
  ++pass_;
  tries_ = to.tries;
  cursor_ = to.cursor;
  pass_start_ = now;
  phase_ = Phase::kWalking;
}

void HostWalk::end_pause(Instant now) {
  phase_ = Phase::kWalking;
  pass_start_ = now;
}

}  // namespace sounder
