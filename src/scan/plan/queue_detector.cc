#include "scan/plan/queue_detector.h"

#include <algorithm>
#include <cmath>

#include "scan/plan/answer_baseline.h"

namespace sounder {
namespace {

using std::chrono::milliseconds;

// An eighth of the round trip, within these (HyStart++, RFC 9406, 4.2: MIN_RTT_THRESH, MAX_RTT_THRESH).
constexpr Duration kLimitLeast = milliseconds(4);
constexpr Duration kLimitMost = milliseconds(16);
// Answers before their delays say anything: that a queue stands, or that it stands before all of them are in.
constexpr double kFewDelays = 4;
constexpr double kManyDelays = 2 * kEnoughAnswers;
// Weight of one difference in the mean one: RFC 3550, 6.4.1 takes 1/16 for one answer in 20 ms; here they
// come more often.
constexpr double kJitterGain = 1.0 / 32;
// Two points of an interval are a third of its width apart on average.
constexpr double kJitterWidth = 3;
constexpr double kJitterChance = 1e-4;
constexpr double kStandardErrors = 4;
constexpr double kMostGrowth = 4;
// On shorter epochs it is a busy machine as often as a queue.
constexpr Duration kShortestDrained = milliseconds(10);

}  // namespace

void QueueDetector::set_round_trip(Duration usual, Duration epoch_length) {
  epoch_length_ = epoch_length;
  limit_ = std::clamp(usual / 8, kLimitLeast, kLimitMost);
}

void QueueDetector::on_answer(Epoch& epoch, Instant sent, Duration excess) {
  // Answers that come one after the other met the same queue: what they differ by is jitter.
  const double excess_s = seconds(excess);
  if (last_excess_s_) jitter_s_ += kJitterGain * (std::abs(excess_s - *last_excess_s_) - jitter_s_);
  last_excess_s_ = excess_s;
  epoch.delays.add(sent - epoch.start, excess);
}

bool QueueDetector::sees_queue(const Epoch& epoch, bool answers_in) const {
  const double count = epoch.delays.count();
  if (!answers_in && count < kManyDelays) return false;
  // No more than a round trip is put down to jitter: on a short one it is this machine that falls behind.
  const double width_s = std::min(kJitterWidth * jitter_s_, 2 * seconds(epoch_length_));
  if (count >= kFewDelays && stands(epoch) &&
      epoch.delays.least_s() > width_s * (1 - std::pow(kJitterChance, 1 / count)))
    return true;
  if (!answers_in || count < kManyDelays) return false;
  const double growth_s = growth(epoch) * seconds(epoch.last_sent - epoch.start);
  return growth_s > seconds(limit_) && growth_s > kStandardErrors * width_s / std::sqrt(count);
}

bool QueueDetector::stands(const Epoch& epoch) const { return epoch.delays.least_s() > seconds(limit_); }

double QueueDetector::growth(const Epoch& epoch) const {
  if (epoch.delays.count() < kEnoughAnswers) return 0;
  return std::clamp(epoch.delays.slope(), 0.0, kMostGrowth);
}

double QueueDetector::to_drain(const Epoch& epoch) const {
  if (epoch_length_ < kShortestDrained) return 0;
  return epoch.delays.least_s() / (4 * seconds(epoch_length_));
}

}  // namespace sounder
