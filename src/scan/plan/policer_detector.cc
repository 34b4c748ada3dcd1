#include "scan/plan/policer_detector.h"

#include <algorithm>
#include <cmath>

namespace sounder {
namespace {

// The share of canaries that an overloaded path answers, of the usual one, which the test is to tell from it.
constexpr double kOverloaded = 0.6;
// After an alarm, so many in a row end it.
constexpr int kRecovered = 3;
// Answers by which a rate is known well enough to go by it.
constexpr double kMeasured = 6;
// Answered canaries from which those of the rest are estimated.
constexpr double kEnoughCanaries = 4;
constexpr int kWindow = 16;
constexpr double kMemory = 400;

}  // namespace

bool PolicerDetector::on_canary(Instant sent, bool answered) {
  if (sent < since_) return false;
  const double overloaded = kOverloaded * usual_;
  if (doubt_ <= 0 && !overloaded_) {
    if (answered) {
      count_carried(1, 1);
      trail_.forget_before(sent);
      return false;
    }
    begin_measuring(sent);
  }
  judge_usual(answered);
  canaries_ += 1;
  canaries_answered_ += answered ? 1 : 0;
  doubt_ += answered ? std::log(overloaded / usual_) : std::log((1 - overloaded) / (1 - usual_));
  doubt_ = std::max(0.0, doubt_);
  answered_in_a_row_ = answered ? answered_in_a_row_ + 1 : 0;
  if (doubt_ <= 0 && overloaded_ && answered_in_a_row_ >= kRecovered)
    overloaded_ = false;
  else if (doubt_ <= 0 && !overloaded_)
    count_carried(canaries_, canaries_answered_);
  if (doubt_ < alarm_) return false;
  doubt_ = 0;
  overloaded_ = true;
  return true;
}

void PolicerDetector::count_carried(double canaries, double answered) {
  carried_ += canaries;
  carried_answered_ += answered;
  if (carried_ < kMemory) return;
  carried_ /= 2;
  carried_answered_ /= 2;
}

// What was taken for usual is not if more is answered.
void PolicerDetector::judge_usual(bool answered) {
  window_answered_ += answered ? 1 : 0;
  if (++window_ < kWindow) return;
  usual_ = std::clamp(static_cast<double>(window_answered_) / kWindow, usual_, kUsual);
  window_ = window_answered_ = 0;
}

PolicerDetector::Passes PolicerDetector::passes() const {
  const AnswerTrail::Count count = trail_.since(first_silent_);
  double passed = count.answered;
  if (canaries_answered_ >= kEnoughCanaries)
    passed = std::max(passed, count.sent * canaries_answered_ / canaries_);
  if (count.span <= Duration::zero()) return {};
  return {.per_s = passed * carried_ / carried_answered_ / seconds(count.span),
          .measured = passed >= kMeasured,
          .answered_share = count.answered / std::max(1.0, count.sent)};
}

void PolicerDetector::on_new_rate(Instant now, bool measured) {
  since_ = now;
  if (measured) begin_measuring(now);
}

void PolicerDetector::begin_measuring(Instant now) {
  first_silent_ = now;
  trail_.forget_before(now);
  canaries_ = canaries_answered_ = 0;
}

}  // namespace sounder
