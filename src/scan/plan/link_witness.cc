#include "scan/plan/link_witness.h"

#include <algorithm>

namespace sounder {
namespace {

constexpr double kEnough = 4;
// Of canaries to hosts that are held just below what their policers let pass, so many are answered.
constexpr double kUsual = 0.85;
constexpr Duration kShortestSpan = std::chrono::milliseconds(400);
constexpr Duration kLongestSpan = std::chrono::seconds(20);
// No pass over a silent host takes longer.
constexpr Duration kRemembered = std::chrono::seconds(60);

}  // namespace

void LinkWitness::on_canary(Instant now, Instant sent, bool answered, bool policed, bool overloaded) {
  const std::scoped_lock hold(lock_);
  doubted_ = doubted_ || policed;
  // It may be its own probes that were too many.
  if (overloaded) return;
  // Those of different hosts do not come in the order of sending. One that comes late counts as sent later.
  last_sent_ = std::max(last_sent_, sent);
  trail_.on_sent(last_sent_);
  if (answered) trail_.on_answer(last_sent_);
  trail_.forget_before(last_sent_ - kRemembered);
  if (last_ != Instant{}) gap_ += (now - last_ - gap_) / 4;
  last_ = now;
}

bool LinkWitness::doubted() const {
  const std::scoped_lock hold(lock_);
  return doubted_;
}

double LinkWitness::carried_since(Instant since) const {
  const std::scoped_lock hold(lock_);
  const AnswerTrail::Count count = trail_.since(since);
  if (!doubted_ && count.answered >= count.sent) return 1;
  if (count.sent < kEnough) return 0;
  const double share = count.answered / count.sent;
  return share >= kUsual ? 1 : share;
}

Duration LinkWitness::pass_span(Instant now) const {
  const std::scoped_lock hold(lock_);
  // Twice as long as enough of them take: the first and the last may lie outside.
  const auto enough = static_cast<int>(2 * kEnough);
  return std::clamp(enough * std::max(gap_, now - last_), kShortestSpan, kLongestSpan);
}

}  // namespace sounder
