#include "scan/plan/path_model.h"

#include <algorithm>
#include <cmath>

namespace sounder {
namespace {

using std::chrono::milliseconds;

// Before anything is known of the round trip.
constexpr Duration kFirstEpoch = milliseconds(20);
constexpr Duration kShortestEpoch = milliseconds(2);
// Answers are waited for as long as RFC 6298 has it before the first round trip (2.1), never longer.
// An engine takes a millisecond to send a batch of probes, and another until it looks for answers.
constexpr Duration kAnswersInLeast = milliseconds(4);
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
// Of what a policer lets pass, so that its bucket does not run dry.
constexpr double kBelowPolicer = 0.95;
// While nothing says how much passes.
constexpr double kMostlyAnswered = 0.7;
constexpr double kUnmeasuredCut = 2;
constexpr double kUnmeasuredCutMost = 8;
constexpr double kResumed = 0.5;
constexpr double kResumedLate = 1.0 / 8;
constexpr Duration kLongStall = std::chrono::seconds(4);
// The path's own loss is the same at so much less, up to chance.
constexpr double kOwnLossSlower = 4;
constexpr double kOwnLossChance = 1.5;
constexpr double kOwnLossFast = 6;  // canaries at the higher rate, and at the lower one
constexpr double kOwnLossSlow = 16;
// A path that loses more is no path.
constexpr double kOwnLossPassedLeast = 0.25;
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
      policer_(shared ? PolicerDetector::kSharedAlarm : PolicerDetector::kAlarm),
      delivery_(start),
      rate_(start, rates),
      epoch_length_(kFirstEpoch),
      answers_in_(kAnswersInMost),
      start_(start),
      last_answer_(start) {}

void PathModel::on_sent(Instant now, ProbeKind kind, double weight) {
  Epoch& epoch = epochs_.current();
  epoch.sent[kind] += weight;
  early_probes_ += 1;
  epoch.probes += 1;
  epoch.last_sent = now;
  policer_.on_sent(now);
}

void PathModel::on_unsent(ProbeKind kind, double weight) {
  Epoch& epoch = epochs_.current();
  epoch.sent[kind] = std::max(0.0, epoch.sent[kind] - weight);
  epoch.probes = std::max(0.0, epoch.probes - 1);
  policer_.on_unsent();
}

void PathModel::on_answer(Instant now, Instant sent, ProbeKind kind, std::optional<Duration> excess) {
  if (!stall_.heard()) rate_.on_first_answer(now);
  stall_.on_answer(now);
  early_answers_ += 1;
  policed_answers_ += policed() ? 1 : 0;
  last_answer_ = now;
  policer_.on_answer(sent);
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

void PathModel::on_canary(Instant now, Instant sent, bool answered) {
  if (stalled_since()) return;
  rate_.on_canary(now, sent, answered);
  if (!held()) found_policed_ = 0;
  if (!policer_.on_canary(sent, answered)) return;
  // A host may limit what it answers to one port. As long as others answer, that is no overload.
  if (policer_.passes().answered_share > kMostlyAnswered) return policer_.on_new_rate(now, true);
  if (limit_.explores(now, baseline_)) {
    exploring_ = true;
    return policer_.on_new_rate(now, false);
  }
  uncarried_ = true;
  if (policer_.nothing_passes() && stall_.is_silent(now, answers_in_)) return stall(now);
  // A burst of loss says nothing about the rate.
  if (policer_.nothing_passes() || is_own_loss()) return policer_.on_new_rate(now, false);
  const double before = rate_.bandwidth_per_s();
  const auto passes = policer_.passes();
  double per_s = kBelowPolicer * passes.per_s;
  if (!passes.measured) per_s = std::clamp(per_s, before / kUnmeasuredCutMost, before / kUnmeasuredCut);
  if (passes.measured && passes.per_s < before) {
    policed_since_ = policed_since_.value_or(now);
    ++found_policed_;
  }
  policer_.on_new_rate(now, passes.measured);
  rate_.hold(now, per_s, passes.measured);
  loss_.forget_recent();
}

std::optional<double> PathModel::policed_per_s() const {
  if (!policed() || last_answer_ <= *policed_since_) return std::nullopt;
  return policed_answers_ / seconds(last_answer_ - *policed_since_);
}

// As many are lost as at a much higher rate: that is the path's own loss.
bool PathModel::is_own_loss() {
  const double per_s = rate_.bandwidth_per_s();
  overload_per_s_ = std::max(overload_per_s_, per_s);
  LossMeter& canaries = per_s > overload_per_s_ / kOwnLossSlower ? fast_ : slow_;
  const double answered = policer_.answered_share() * policer_.canaries();
  canaries.add(policer_.canaries() - answered, answered);
  if (fast_.tries() < kOwnLossFast || slow_.tries() < kOwnLossSlow) return false;
  const double share = 1 - slow_.lost() / slow_.tries();
  const bool own =
      share >= kOwnLossPassedLeast && share <= kOwnLossChance * (1 - fast_.lost() / fast_.tries());
  slow_ = {};
  if (!own) return false;
  policer_.expect(share);
  rate_.go_back_to(overload_per_s_ / 2);
  overload_per_s_ = 0;
  fast_ = {};
  return true;
}

void PathModel::stall(Instant now) {
  stall_.stall(now);
  rate_.stall();
  if (silences_.times++ > 0) return;
  silences_.probes = early_probes_;
  silences_.per_s = early_probes_ / std::max(seconds(last_answer_ - start_), seconds(kShortestEpoch));
}

void PathModel::update(Instant now, const RttEstimator& rtt, Duration slowest) {
  if (is_blind() && epochs_.current().probes > 0) rate_.grow_blindly(now);
  if (stall_.heard() && rtt.known()) {
    // Of many hosts, half of an ordinary round trip; of one, half of its shortest, which no queue lengthens.
    const Duration usual = shared_ ? *rtt.smoothed() : rtt.smallest();
    epoch_length_ = std::max(usual / 2, kShortestEpoch);
    answers_in_ = std::clamp<Duration>(std::max(slowest, rtt.spread_end()), kAnswersInLeast, kAnswersInMost);
    queue_.set_round_trip(usual, epoch_length_);
  }
  delivery_.update(now, epoch_length_);
  if (exploring_ && !limit_.explores(now, baseline_)) {
    exploring_ = false;
    uncarried_ = true;
  }
  const Duration age = now - epochs_.current().start;
  // What was sent at one moment belongs to one epoch: its answers are counted by that moment.
  if (epochs_.current().last_sent < now && age >= epoch_length_ && may_close(epochs_.current(), age))
    epochs_.next(now, rate_.on_epoch_end());
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
  if (answers_in && stall_.on_epoch(now, answers, answers_in_)) return stall(now);
  const bool queued = queue_.sees_queue(epoch, answers_in);
  bool lossy = answers_in && loss_.on_epoch(answers);
  if (answers_in && limit_.on_epoch(epoch, baseline_, lossy)) {
    // What was cut back was cut for the wrong reason.
    lossy = false;
    loss_.forget_recent();
    policer_ = PolicerDetector(shared_ ? PolicerDetector::kSharedAlarm : PolicerDetector::kAlarm);
    exploring_ = uncarried_ = false;
    rate_.start_anew();
  }
  loss_.on_verdict(lossy);
  // How much a policer lets pass, and what a path loses at any rate, is told by canaries.
  if (lossy && !queued && (held() || policer_.expects_loss())) return;
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
  // A table that was full has room again soon. Who bans for haste does so for longer.
  rate_.resume(now, now - *stall_.stalled_since() < kLongStall ? kResumed : kResumedLate);
  stall_.resume(now);
  policer_ = PolicerDetector(shared_ ? PolicerDetector::kSharedAlarm : PolicerDetector::kAlarm);
  uncarried_ = true;
}

void PathModel::search_anew(Instant now) {
  if (stalled_since()) resume(now);
  rate_.hold(now, rate_.bandwidth_per_s(), false);
  policer_ = PolicerDetector();
  loss_.forget_recent();
  uncarried_ = false;
  found_policed_ = 0;
}

double PathModel::canary_interval() const {
  const bool held = rate_.mode() == RateController::Mode::kHeld;
  const double held_interval = held ? rate_.canary_interval(epoch_length_) : kCanaryInterval;
  if (limit_.state() == LimitDetector::State::kSuspected || policer_.in_doubt())
    return std::min(kCanaryIntervalLeast, held_interval);
  if (held) return held_interval;
  const double answers = limits_resets() ? 0 : baseline_.usual(ProbeKind::kFirst);
  if (answers > kMostlyAnswers) return kCanaryInterval;
  return std::clamp(rate_.bandwidth_per_s() * seconds(epoch_length_) / (kCanariesOfEpoch * kEnoughAnswers),
                    kCanaryIntervalLeast, kCanaryInterval);
}

}  // namespace sounder
