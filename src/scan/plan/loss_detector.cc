#include "scan/plan/loss_detector.h"

#include <algorithm>

namespace sounder {
namespace {

// Expected answers that are looked at together; the older half fades.
constexpr double kRecent = 200;
// What passes of a burst of loss says nothing about the path.
constexpr double kLeastPassed = 0.25;
constexpr double kMuchSlower = 8;
constexpr double kPassedOnce = 0.8;
constexpr double kPassedAgain = 0.5;

}  // namespace

bool LossDetector::on_epoch(const AnswerCount& answers) {
  recent_.add(answers);
  const bool lossy = answers.too_few(tolerance_) || recent_.too_few(tolerance_);
  if (recent_.expected > kRecent) recent_.scale(0.5);
  return lossy;
}

void LossDetector::on_verdict(bool lossy) { lossy_in_a_row_ = lossy ? lossy_in_a_row_ + 1 : 0; }

double LossDetector::passed(const AnswerCount& answers) const {
  return std::max(lossy_in_a_row_ > 1 ? kPassedAgain : kPassedOnce, answers.got / answers.expected);
}

std::optional<double> LossDetector::loss_of_the_path(double rate_per_s, const AnswerCount& answers) {
  const double passed = answers.got / answers.expected;
  if (rate_per_s > trouble_rate_) {
    trouble_rate_ = rate_per_s;
    trouble_passed_ = passed;
  }
  const bool passes_more = passed > std::max(1.5 * trouble_passed_, trouble_passed_ + 0.1);
  if (rate_per_s > trouble_rate_ / kMuchSlower || passed < kLeastPassed || passes_more) return std::nullopt;
  const double back = trouble_rate_ / 2;
  trouble_rate_ = 0;
  recent_ = {};
  return back;
}

}  // namespace sounder
