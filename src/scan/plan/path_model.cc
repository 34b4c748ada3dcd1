#include "scan/plan/path_model.h"

#include <algorithm>

namespace sounder {
namespace {

using std::chrono::milliseconds;

// Before anything is known of the round trip.
constexpr Duration kFirstEpoch = milliseconds(20);
constexpr Duration kShortestEpoch = milliseconds(2);
// Answers are waited for as long as RFC 6298 has it before the first round trip (2.1), never longer.
constexpr Duration kAnswersInMost = std::chrono::seconds(1);
// Epochs' worth of time after which one of which no answers are expected ends.
constexpr int kIdleEpochs = 32;
// Of the expected answers; fewer that are missing are no reason to slow down. One host's overload is no
// overload of the link that all hosts share.
constexpr double kTolerance = 0.1;
constexpr double kSharedTolerance = 0.25;
// A smaller share of the probes to many hosts is answered: most of them are down.
constexpr double kFewAnswer = 0.1;
// A queue that stands is to be gone after two round trips.
constexpr double kDrainGain = 0.75;  // BBR's
constexpr double kDrainGainLeast = 0.5;
constexpr double kLossGain = 0.95;
// One probe in so many is a canary: usually, and at most.
constexpr double kCanaryInterval = 100;
constexpr double kCanaryIntervalLeast = 8;
// Canaries of an epoch where nothing else answers, as a multiple of what is enough to judge by.
constexpr double kCanariesOfEpoch = 1.5;

}  // namespace

PathModel::PathModel(Instant start, const PathRates& rates, bool shared)
    : shared_(shared),
      epochs_(start),
      stall_(start),
      loss_(shared ? kSharedTolerance : kTolerance),
      limit_(shared ? kSharedTolerance : kTolerance),
      delivery_(start),
      rate_(start, rates),
      epoch_length_(kFirstEpoch),
      answers_in_(kAnswersInMost) {}

void PathModel::on_sent(Instant now, ProbeKind kind, double weight) {
  Epoch& epoch = epochs_.current();
  epoch.sent[kind] += weight;
  early_probes_ += 1;
  epoch.probes += 1;
  epoch.last_sent = now;
}

void PathModel::on_unsent(ProbeKind kind, double weight) {
  Epoch& epoch = epochs_.current();
  epoch.sent[kind] = std::max(0.0, epoch.sent[kind] - weight);
  epoch.probes = std::max(0.0, epoch.probes - 1);
}

void PathModel::on_answer(Instant now, Instant sent, ProbeKind kind, std::optional<Duration> excess) {
  if (!stall_.heard()) rate_.on_first_answer(now);
  stall_.on_answer(now);
  early_answers_ += 1;
  if (const auto since = stalled_since(); since && sent >= *since) resume(now);
  const auto [epoch, is_judged] = epochs_.find(sent);
  if (epoch == nullptr) return;
  // This answer stands for as many probes as went out for each that was expected.
  if (kind != ProbeKind::kRetry && baseline_.usual(kind) > 0) {
    const double expected = baseline_.count(*epoch, limit_.counted()).expected;
    if (expected > 0) delivery_.on_answer(epoch->probes / expected);
  }
  if (is_judged) {
    if (kind != ProbeKind::kRetry) loss_.on_late_answer();
    return;
  }
  epoch->got[kind] += 1;
  if (excess) queue_.on_answer(*epoch, sent, *excess);
}

void PathModel::update(Instant now, const RttEstimator& rtt, Duration slowest) {
  if (is_blind() && epochs_.current().probes > 0) rate_.grow_blindly(now);
  if (stall_.heard() && rtt.known()) {
    // Of many hosts, half of an ordinary round trip; of one, half of its shortest, which no queue lengthens.
    const Duration usual = shared_ ? *rtt.smoothed() : rtt.smallest();
    epoch_length_ = std::max(usual / 2, kShortestEpoch);
    answers_in_ = std::clamp<Duration>(std::max(slowest, rtt.spread_end()), kShortestEpoch, kAnswersInMost);
    queue_.set_round_trip(usual, epoch_length_);
  }
  delivery_.update(now, epoch_length_);
  const Duration age = now - epochs_.current().start;
  if (age >= epoch_length_ && may_close(epochs_.current(), age)) epochs_.next(now, rate_.on_epoch_end());
  while (const Epoch* epoch = epochs_.to_judge()) {
    const bool answers_in = now >= epoch->end + answers_in_;
    if (!answers_in && !queue_.sees_queue(*epoch, false)) break;
    judge(now, *epoch, answers_in);
    epochs_.on_judged();
  }
}

// Of many hosts the few that answer may be too few to tell anything.
bool PathModel::is_blind() const {
  if (!stall_.heard()) return true;
  return shared_ && !judged_by_answers_ && early_answers_ < kFewAnswer * early_probes_;
}

// An epoch goes on until enough answers are expected of it, however slow that is.
bool PathModel::may_close(const Epoch& epoch, Duration age) const {
  if (epoch.probes <= 0 || epochs_.full()) return false;
  if (!baseline_.knows_first_tries() && epoch.sent[ProbeKind::kFirst] >= 2 * kFirstLook) return true;
  const double expected = baseline_.count(epoch, limit_.counted()).expected;
  return expected >= kEnoughAnswers || (expected == 0 && age >= kIdleEpochs * epoch_length_);
}

// A queue shows before all answers are in; loss does not.
void PathModel::judge(Instant now, const Epoch& epoch, bool answers_in) {
  const AnswerCount answers = baseline_.count(epoch, limit_.counted());
  judged_by_answers_ = judged_by_answers_ || answers.expected >= kEnoughAnswers;
  if (stalled_since()) return;
  if (answers_in && stall_.on_epoch(now, answers, answers_in_)) {
    rate_.stall();
    return;
  }
  const bool queued = queue_.sees_queue(epoch, answers_in);
  bool lossy = answers_in && loss_.on_epoch(answers);
  if (answers_in && limit_.on_epoch(epoch, baseline_, lossy)) {
    // What was cut back was cut for the wrong reason.
    lossy = false;
    loss_.forget_recent();
    rate_.start_anew();
  }
  loss_.on_verdict(lossy);
  if (queued || lossy)
    slow_down(now, epoch, answers, lossy, queued);
  else
    go_on(epoch, answers);
}

// What a bottleneck with a queue lets through: what comes back of it. Before the usual share of answers is
// known, the delay tells by its growth; and when the queue stands already, nothing does.
double PathModel::passes_per_s(const Epoch& epoch) const {
  if (shared_ || baseline_.knows_first_tries() || limits_resets()) return delivery_.most_per_s();
  return queue_.stands(epoch) ? 0 : rate_.bandwidth_per_s() / (1 + queue_.growth(epoch));
}

void PathModel::slow_down(Instant now, const Epoch& epoch, const AnswerCount& answers, bool lossy,
                          bool queued) {
  if (epoch.probing) rate_.on_failed_probing();
  if (rate_.is_old(epoch)) return;
  const double before = rate_.bandwidth_per_s();
  double through = queued ? std::max(before / 2, passes_per_s(epoch)) : before;
  if (lossy && !queued && answers.expected > 0) {
    if (const auto back_to = loss_.loss_of_the_path(before, answers)) {
      baseline_.replace(epoch);
      rate_.go_back_to(*back_to);
      return;
    }
  }
  if (lossy) {
    const double span_s = std::max(seconds(epoch.last_sent - epoch.start), seconds(kShortestEpoch) / 2);
    through = std::min(through, epoch.probes / span_s * loss_.passed(answers));
  }
  const double first = rate_.first_per_s();
  const bool explores = through < first && !shared_ && !queued && limit_.explores(now, baseline_);
  const double least = explores ? first : rate_.least_per_s();
  through = std::clamp(through, std::min(before, least), before);
  const double gain =
      queued ? std::clamp(1 - queue_.to_drain(epoch), kDrainGainLeast, kDrainGain) : kLossGain;
  rate_.slow_down(now, through, gain);
  loss_.forget_recent();
}

void PathModel::go_on(const Epoch& epoch, const AnswerCount& answers) {
  baseline_.learn(epoch, limit_.counted());
  const bool first_look = answers.expected == 0 && epoch.got[ProbeKind::kFirst] > 0;
  rate_.on_good_epoch(epoch, answers.expected >= kEnoughAnswers || first_look);
}

bool PathModel::troubled() const {
  const auto mode = rate_.mode();
  return loss_.lossy_in_a_row() > 0 || mode == RateController::Mode::kDrain ||
         mode == RateController::Mode::kStalled;
}

void PathModel::resume(Instant now) {
  stall_.resume(now);
  rate_.resume(now);
}

double PathModel::canary_interval() const {
  if (limit_.state() == LimitDetector::State::kSuspected) return kCanaryIntervalLeast;
  const double answers = limits_resets() ? 0 : baseline_.usual(ProbeKind::kFirst);
  if (answers > kMostlyAnswers) return kCanaryInterval;
  return std::clamp(rate_.bandwidth_per_s() * seconds(epoch_length_) / (kCanariesOfEpoch * kEnoughAnswers),
                    kCanaryIntervalLeast, kCanaryInterval);
}

}  // namespace sounder
