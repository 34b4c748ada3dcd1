#include "scan/plan/stall_detector.h"

namespace sounder {
namespace {

// Expected answers of which none came: at one loss in two, one chance in ten million.
constexpr double kExpected = 24;
// Without an answer, beyond the time that answers take: longer than a burst of loss on most paths.
constexpr Duration kSilence = std::chrono::milliseconds(200);

}  // namespace

void StallDetector::on_answer(Instant now) {
  answered_ = true;
  last_answer_ = now;
  expected_ = 0;
}

bool StallDetector::is_silent(Instant now, Duration answers_in) const {
  return answered_ && now - last_answer_ >= kSilence + answers_in;
}

bool StallDetector::on_epoch(Instant now, const AnswerCount& answers, Duration answers_in) {
  expected_ = answers.got > 0 ? 0 : expected_ + answers.expected;
  return expected_ >= kExpected && is_silent(now, answers_in);
}

void StallDetector::resume(Instant now) {
  stalled_since_.reset();
  expected_ = 0;
  last_answer_ = now;
}

}  // namespace sounder
