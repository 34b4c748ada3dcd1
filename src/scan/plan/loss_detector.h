// Whether a path loses more than its baseline says, and whether that loss grows with the rate. Loss that does
// not is the path's own and no reason to slow down (BBR, Cardwell et al., ACM Queue 2016). Pure, a value.
#pragma once

#include <optional>

#include "scan/plan/answer_baseline.h"

namespace sounder {

class LossDetector {
 public:
  // `tolerance`: the share of the expected answers that may be missing.
  explicit LossDetector(double tolerance) : tolerance_(tolerance) {}

  // An epoch whose answers are in. Whether answers are missing, in it or in the last epochs together.
  bool on_epoch(const AnswerCount& answers);
  // An answer to an epoch that had been judged: late and not lost.
  void on_late_answer() { recent_.got += 1; }
  // What was decided about that epoch: whether what is missing was lost on the path.
  void on_verdict(bool lossy);
  int lossy_in_a_row() const { return lossy_in_a_row_; }
  // The share of a lossy epoch's probes that is believed to have passed. One epoch may be a burst that has
  // nothing to do with the rate; two in a row are believed.
  double passed(const AnswerCount& answers) const;

  // Loss at this rate. If it was as large at eight times the rate, it is the path's own: the result is the
  // rate to go back to. nullopt: it grows with the rate, as far as is known.
  std::optional<double> loss_of_the_path(double rate_per_s, const AnswerCount& answers);

  // The rate has changed: what was counted before belongs to the old one.
  void forget_recent() { recent_ = {}; }

 private:
  double tolerance_;
  AnswerCount recent_;  // of the epochs since the last cut: what none of them shows may be plain in several
  int lossy_in_a_row_ = 0;
  double trouble_rate_ = 0;  // the highest rate with loss, and which share of the answers came then
  double trouble_passed_ = 0;
};

}  // namespace sounder
