// What is done about a host that answered and fell silent altogether: it went down, or it bans who asks too
// much. A canary now and then, and after a while it is given up. Pure.
#pragma once

#include "scan/plan/path_model.h"

namespace sounder {

inline constexpr Duration kStallCanaryEvery = std::chrono::milliseconds(100);
inline constexpr Duration kStallHurry = std::chrono::seconds(3);
// A pause that outlasts a ban of ten seconds which each probe begins anew.
inline constexpr Duration kStallPause = std::chrono::seconds(14);
// Somebody else may use up what the policer of a host lets pass.
inline constexpr Duration kPolicedPatience = std::chrono::seconds(60);

// Precondition of both: the path has stalled.
inline bool is_given_up(const PathModel& model, Instant now) {
  return now - *model.stalled_since() >= (model.policed() ? kPolicedPatience : kStallPatience);
}

// When the canary after one that is sent now is due.
inline Instant next_stall_canary(const PathModel& model, Instant now) {
  const Instant since = *model.stalled_since();
  const bool pauses = now - since >= kStallHurry && now - since < kStallPause;
  return pauses ? since + kStallPause : now + kStallCanaryEvery;
}

// So long that it is no burst of loss.
inline bool is_silent(const PathModel& model, Instant now) {
  return model.stalled_since() && now - *model.stalled_since() >= kStallHurry;
}

}  // namespace sounder
