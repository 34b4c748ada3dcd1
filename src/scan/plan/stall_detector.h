// Whether a path that answered has fallen silent altogether. Pure, a value.
//
//   heard --- many answers expected, none for a while ---> stalled --- resume() ---> heard
#pragma once

#include <optional>

#include "scan/plan/answer_baseline.h"

namespace sounder {

// A host that has stalled is asked by a canary now and then for so long; then it is given up. A link that
// hosts share is tried anew.
inline constexpr Duration kStallPatience = std::chrono::milliseconds(14'500);

class StallDetector {
 public:
  explicit StallDetector(Instant start) : last_answer_(start) {}

  void on_answer(Instant now);
  // An epoch that may be judged; its answers take `answers_in`. True: the path has stalled.
  bool on_epoch(Instant now, const AnswerCount& answers, Duration answers_in);
  // No answer for so long that it is no burst of loss.
  bool is_silent(Instant now, Duration answers_in) const;
  void stall(Instant now) { stalled_since_ = now; }
  bool heard() const { return answered_; }
  std::optional<Instant> stalled_since() const { return stalled_since_; }
  void resume(Instant now);  // precondition: stalled_since()

 private:
  bool answered_ = false;  // ever; a path that never answered does not stall
  Instant last_answer_;
  double expected_ = 0;  // answers, since the last one
  std::optional<Instant> stalled_since_;
};

}  // namespace sounder
