#include "scan/plan/limit_detector.h"

#include <algorithm>

namespace sounder {
namespace {

// Epochs for which open ports are asked more often after answers were missing.
constexpr int kSuspectEpochs = 20;
// Expected answers of open ports that tell withheld resets from loss.
constexpr double kProof = 16;
constexpr double kMissingResets = 1.5;
// First tries of an epoch that may show that the limit is gone.
constexpr double kManyFirstTries = 64;
constexpr Duration kLongestExploring = std::chrono::seconds(4);

}  // namespace

bool LimitDetector::on_epoch(const Epoch& epoch, const AnswerBaseline& baseline, bool lossy) {
  if (state_ != State::kLimited) {
    judge_suspicion(epoch, baseline, lossy);
    return state_ == State::kLimited;
  }
  // At full speed as many answers as ever: it was no limit.
  constexpr ProbeKind kFirst = ProbeKind::kFirst;
  const double usual = (1 - tolerance_) * baseline.usual(kFirst) * epoch.sent[kFirst];
  if (epoch.sent[kFirst] >= kManyFirstTries && epoch.got[kFirst] >= usual) state_ = State::kSuspected;
  return false;
}

// Answers are missing. Is it the path, or only resets? Open ports tell, which answer with SYN-ACK.
void LimitDetector::judge_suspicion(const Epoch& epoch, const AnswerBaseline& baseline, bool lossy) {
  if (lossy) suspect_epochs_ = kSuspectEpochs;
  if (suspect_epochs_ == 0) {
    state_ = State::kNone;
    opens_ = resets_ = {};
    return;
  }
  --suspect_epochs_;
  state_ = State::kSuspected;
  const AnswerCount opens = baseline.count(epoch, Counted::kOpenPorts);
  opens_known_ = opens_known_ || opens.expected > 0;
  // A burst of loss before the first open port was asked would look like withheld resets.
  if (opens.expected < 1) return;
  opens_.add(opens);
  // Of each epoch as many as of open ports: the path is the same for both at one time only.
  AnswerCount resets = baseline.count(epoch, Counted::kResets);
  const double share = std::min(1.0, opens.expected / std::max(1.0, resets.expected));
  resets.scale(share);
  resets.variance *= share;
  resets_.add(resets);
  if (opens_.expected < kProof) return;
  const bool opens_answer = opens_.got >= (1 - tolerance_) * opens_.expected - 1;
  if (resets_.too_few(kMissingResets * tolerance_) && opens_answer) state_ = State::kLimited;
  opens_ = resets_ = {};
}

bool LimitDetector::explores(Instant now, const AnswerBaseline& baseline) {
  if (limits_resets() || opens_known_ || baseline.usual(ProbeKind::kFirst) < kMostlyAnswers) return false;
  if (!explores_since_) explores_since_ = now;
  return now - *explores_since_ < kLongestExploring;
}

}  // namespace sounder
