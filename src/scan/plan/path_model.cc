#include "scan/plan/path_model.h"

#include <algorithm>
#include <cmath>

namespace sounder {
namespace {

using std::chrono::milliseconds;

constexpr double kStartupGain = 2.885;  // 2 / ln 2: the least that doubles the rate each round trip (BBR)
constexpr double kProbeGain = 1.25;     // BBR's, for the first look
constexpr double kProbeGainMost = 2;    // for those after looks that found more
constexpr double kDrainGain = 0.75;     // BBR's
constexpr double kDrainGainLeast = 0.5;
constexpr Duration kDrainedEpoch = milliseconds(10);
constexpr int kLongestProbeWait = 24;  // epochs: at 40 ms round trip a look every half second
constexpr double kTolerance = 0.1;     // of the expected answers; less than that is no reason to slow down
constexpr double kSharedTolerance = 0.25;  // one host's overload is no overload of the link that all share
constexpr double kEnough = 8;              // expected answers: fewer say nothing about a rate
constexpr double kStallExpected =
    24;  // expected and none came: at one loss in two, one chance in ten million
constexpr Duration kStallSilence = milliseconds(200);
constexpr Duration kBlindStep = milliseconds(100);
constexpr Duration kShortestEpoch = milliseconds(2);
constexpr double kLeastPassed = 0.25;  // what passes of a burst of loss says nothing about the path
constexpr double kLeastVariance =
    0.05;  // of a try: some answers come too late to be counted, some usual shares are luck
constexpr double kFewAnswer = 0.1;  // of the probes to many hosts: most of them are down
constexpr int kIdleEpochs = 32;
constexpr double kFirstLook = 32;   // first tries, before which nothing is known of their share of answers
constexpr double kResetProof = 16;  // expected answers of open ports, to tell withheld resets from loss
constexpr double kMostlyAnswers = 0.3;  // of first tries: there are resets to be limited
constexpr Duration kLongestExploring = std::chrono::seconds(4);
constexpr double kLearned = 400;       // tries, by which the usual share of answers is known to some percent
constexpr double kRecent = 200;        // expected answers that are looked at together
constexpr int kSuspectEpochs = 20;     // for so long after loss, open ports are asked more often
constexpr double kSlowest = 1.0 / 20;  // of the first rate
// A queue is growing when the smallest delay of an epoch exceeds the path's own by an eighth of the round
// trip, at least 4 ms and at most 16 ms (HyStart++, RFC 9406, 4.2).
constexpr Duration kDelayLimitLeast = milliseconds(4);
constexpr Duration kDelayLimitMost = milliseconds(16);

constexpr double kJitterGain = 1.0 / 32;
constexpr double kJitterWidth = 3;  // two points of an interval are a third of its width apart, on average
constexpr double kJitterChance = 1e-4;

constexpr auto kFirst = static_cast<std::size_t>(PathModel::Kind::kFirst);
constexpr auto kResetCanary = static_cast<std::size_t>(PathModel::Kind::kResetCanary);
constexpr auto kOpenCanary = static_cast<std::size_t>(PathModel::Kind::kOpenCanary);

}  // namespace

PathModel::PathModel(Instant start, const PathRates& rates, bool shared)
    : rates_(rates),
      shared_(shared),
      tolerance_(shared ? kSharedTolerance : kTolerance),
      bandwidth_(rates.first),
      grown_(start),
      cut_(start),
      last_answer_(start),
      probe_gain_(kProbeGain),
      window_start_(start),
      epoch_length_(milliseconds(20)),
      answers_in_(std::chrono::seconds(1)),
      delay_limit_(kDelayLimitMost) {
  current().start = start;
}

void PathModel::Evidence::add(double e, double g, double v) {
  expected += e;
  got += g;
  variance += v;
}

void PathModel::Evidence::scale(double by) {
  expected *= by;
  got *= by;
  variance *= by;
}

// Three standard deviations, and more than the tolerance.
bool PathModel::Evidence::too_few(double tolerance) const {
  return expected >= 4 && got < expected - std::max(tolerance * expected, 3 * std::sqrt(variance) + 1);
}

void PathModel::on_sent(Instant now, Kind kind, double weight) {
  Epoch& epoch = current();
  epoch.sent[static_cast<std::size_t>(kind)] += weight;
  early_probes_ += 1;
  epoch.probes += 1;
  epoch.last_sent = now;
}

void PathModel::on_unsent(Kind kind, double weight) {
  double& sent = current().sent[static_cast<std::size_t>(kind)];
  sent = std::max(0.0, sent - weight);
  current().probes = std::max(0.0, current().probes - 1);
}

void PathModel::on_answer(Instant now, Instant sent, Kind kind, std::optional<Duration> excess) {
  if (!answered_) {
    answered_ = true;
    grown_ = now;
    // Nothing said that the path bears what was tried blindly.
    bandwidth_ = std::max(rates_.first, bandwidth_ / 3);
  }
  last_answer_ = now;
  early_answers_ += 1;
  silent_expected_ = 0;
  if (stalled_since_ && sent >= *stalled_since_) resume(now);
  const std::uint64_t oldest = current_ - std::min<std::uint64_t>(current_, kEpochs - 1);
  std::uint64_t number = current_;
  while (number > oldest && epochs_[number % kEpochs].start > sent) --number;
  Epoch& epoch = epochs_[number % kEpochs];
  if (epoch.start > sent) return;
  // This answer stands for as many probes as went out for each that was expected.
  if (kind != Kind::kRetry && baseline(static_cast<std::size_t>(kind)) > 0) {
    const double expected = evidence(epoch, !limits_resets_, true).expected;
    if (expected > 0) window_probes_ += epoch.probes / expected;
  }
  if (number < judged_) {
    if (kind != Kind::kRetry) recent_.got += 1;  // late, but not lost
    return;
  }
  epoch.got[static_cast<std::size_t>(kind)] += 1;
  if (!excess) return;
  const double x = seconds(sent - epoch.start);
  const double y = seconds(*excess);
  // Answers that came one after the other met the same queue: what they differ by is jitter.
  if (last_excess_s_) jitter_s_ += kJitterGain * (std::abs(y - *last_excess_s_) - jitter_s_);
  last_excess_s_ = y;
  epoch.least_excess_s = epoch.samples == 0 ? y : std::min(epoch.least_excess_s, y);
  epoch.samples += 1;
  epoch.x += x;
  epoch.y += y;
  epoch.xx += x * x;
  epoch.xy += x * y;
}

void PathModel::update(Instant now, const RttEstimator& rtt, Duration slowest) {
  // Of many hosts the few that answer may be too few to tell anything.
  const bool blind = !answered_ || (shared_ && !told_ && early_answers_ < kFewAnswer * early_probes_);
  if (blind && now - grown_ >= kBlindStep && current().probes > 0) {
    grown_ = now;
    bandwidth_ = std::max(bandwidth_, std::min(rates_.blind, 2 * bandwidth_));
  }
  if (answered_ && rtt.known()) {
    // Of many hosts, half of an ordinary round trip; of one, half of its shortest, which no queue lengthens.
    const Duration usual = shared_ ? *rtt.smoothed() : rtt.smallest();
    epoch_length_ = std::max(usual / 2, kShortestEpoch);
    answers_in_ =
        std::clamp<Duration>(std::max(slowest, rtt.spread_end()), kShortestEpoch, std::chrono::seconds(1));
    delay_limit_ = std::clamp(usual / 8, kDelayLimitLeast, kDelayLimitMost);
  }
  if (now - window_start_ >= epoch_length_) close_window(now);
  const Epoch& open = current();
  const Duration age = now - open.start;
  if (age >= epoch_length_ && open.probes > 0 && tells_enough(open, age)) close_epoch(now);
  while (judged_ < current_) {
    Epoch& epoch = epochs_[judged_ % kEpochs];
    const bool answers_in = now >= epoch.end + answers_in_;
    if (!answers_in && !(epoch.samples >= 2 * kEnough && is_slow(epoch, false))) break;
    judge(now, epoch, answers_in);
    ++judged_;
  }
}

// An epoch goes on until enough answers are expected of it, however slow that is.
bool PathModel::tells_enough(const Epoch& epoch, Duration age) const {
  const double expected = evidence(epoch, !limits_resets_, true).expected;
  if (base_sent_[kFirst] < kFirstLook && epoch.sent[kFirst] >= 2 * kFirstLook) return true;
  return expected >= kEnough || (expected == 0 && age >= kIdleEpochs * epoch_length_);
}

void PathModel::close_epoch(Instant now) {
  if (current_ + 1 - judged_ >= kEpochs) return;  // answers take long: this epoch goes on
  current().end = now;
  const bool probing = !startup_ && gain_ == 1 && probe_in_-- <= 0;
  if (gain_ > 1) gain_ = 1;
  if (probing) {
    gain_ = probe_gain_;
    probe_in_ = probe_wait_;
  }
  ++current_;
  current() = Epoch{};
  current().start = now;
  current().probing = probing;
}

// How often a try of this kind is answered when the path is not overloaded.
double PathModel::baseline(std::size_t kind) const {
  if (kind == kFirst) return base_sent_[kFirst] < kFirstLook ? 0 : base_got_[kFirst] / base_sent_[kFirst];
  // Open ports answer whatever became of the resets.
  double sent = base_sent_[kOpenCanary];
  double got = base_got_[kOpenCanary];
  if (kind == kResetCanary) {
    sent += base_sent_[kResetCanary];
    got += base_got_[kResetCanary];
  }
  return (got + 19) / (sent + 20);
}

PathModel::Evidence PathModel::evidence(const Epoch& epoch, bool resets, bool opens) const {
  Evidence sum;
  const auto add = [&](std::size_t kind) {
    const double base = baseline(kind);
    if (base > 0)
      sum.add(base * epoch.sent[kind], epoch.got[kind],
              std::max(kLeastVariance, base * (1 - base)) * epoch.sent[kind]);
  };
  if (resets) add(kFirst);
  if (resets) add(kResetCanary);
  if (opens) add(kOpenCanary);
  return sum;
}

// By how much the delay grew per second of sending: (rate - bandwidth) / bandwidth while a queue fills.
double PathModel::slope(const Epoch& epoch) const {
  const double spread = epoch.samples * epoch.xx - epoch.x * epoch.x;
  if (epoch.samples < kEnough || spread <= 0) return 0;
  return std::clamp((epoch.samples * epoch.xy - epoch.x * epoch.y) / spread, 0.0, 4.0);
}

// All of its answers were late, or the later it was sent the later they were: a queue stands or grows. Jitter
// does neither: of n answers that come anywhere within `width` all are later than width * (1 - p^(1/n)) with
// chance p, and the line through them rises by width / sqrt(n) (one standard error).
bool PathModel::is_slow(const Epoch& epoch, bool answers_in) const {
  const double limit_s = seconds(delay_limit_);
  // No more than the round trip is put down to jitter: on a short one it is this machine that falls behind.
  const double width_s = std::min(kJitterWidth * jitter_s_, 2 * seconds(epoch_length_));
  if (epoch.samples >= 4 && epoch.least_excess_s > limit_s &&
      epoch.least_excess_s > width_s * (1 - std::pow(kJitterChance, 1 / epoch.samples)))
    return true;
  if (!answers_in || epoch.samples < 2 * kEnough) return false;
  const double growth_s = slope(epoch) * seconds(epoch.last_sent - epoch.start);
  return growth_s > limit_s && growth_s > 4 * width_s / std::sqrt(epoch.samples);
}

void PathModel::judge(Instant now, Epoch& epoch, bool answers_in) {
  // A queue shows before all answers are in; loss does not.
  const Evidence all = evidence(epoch, !limits_resets_, true);
  told_ = told_ || all.expected >= kEnough;
  if (answers_in && judge_stall(now, all)) return;
  const bool slow = is_slow(epoch, answers_in);
  bool lossy = false;
  if (answers_in) {
    // Epochs are small: what none of them shows may be plain in several.
    recent_.add(all.expected, all.got, all.variance);
    lossy = all.too_few(tolerance_) || recent_.too_few(tolerance_);
    if (recent_.expected > kRecent) recent_.scale(0.5);
    if (!limits_resets_) {
      judge_resets(epoch, lossy);
      lossy = lossy && !limits_resets_;  // else this very epoch would end the new start
    }
    // At full speed as many answers as ever: it was no limit.
    else if (epoch.sent[kFirst] >= 64 &&
             epoch.got[kFirst] >= (1 - tolerance_) * baseline(kFirst) * epoch.sent[kFirst])
      limits_resets_ = false;
  }
  lossy_in_a_row_ = lossy ? lossy_in_a_row_ + 1 : 0;
  if (slow || lossy)
    slow_down(now, epoch, all, lossy, slow);
  else
    go_on(epoch, all);
}

// Answers are missing. Is it the path, or only resets? Open ports tell, which answer with no reset.
void PathModel::judge_resets(const Epoch& epoch, bool lossy) {
  if (lossy) suspect_epochs_ = kSuspectEpochs;
  suspects_resets_ = suspect_epochs_ > 0;
  if (!suspects_resets_) {
    open_evidence_ = reset_evidence_ = {};
    return;
  }
  --suspect_epochs_;
  const Evidence opens = evidence(epoch, false, true);
  opens_known_ = opens_known_ || opens.expected > 0;
  const Evidence resets = evidence(epoch, true, false);
  if (opens.expected < 1)
    return;  // a burst of loss before the first was asked would look like withheld resets
  open_evidence_.add(opens.expected, opens.got, opens.variance);
  reset_evidence_.add(resets.expected, resets.got, resets.variance);
  if (open_evidence_.expected < kResetProof) return;
  limits_resets_ = reset_evidence_.too_few(2 * tolerance_) &&
                   open_evidence_.got >= (1 - tolerance_) * open_evidence_.expected - 1;
  open_evidence_ = reset_evidence_ = {};
  if (!limits_resets_) return;
  startup_ = true;  // what was cut back was cut for the wrong reason
  gain_ = 1;
  recent_ = {};
}

bool PathModel::judge_stall(Instant now, const Evidence& all) {
  if (stalled_since_) return true;
  silent_expected_ = all.got > 0 ? 0 : silent_expected_ + all.expected;
  if (!answered_ || silent_expected_ < kStallExpected || now - last_answer_ < kStallSilence + answers_in_)
    return false;
  stalled_since_ = now;
  return true;
}

void PathModel::resume(Instant now) {
  stalled_since_.reset();
  silent_expected_ = 0;
  startup_ = false;
  bandwidth_ = std::max(kSlowest * rates_.first, bandwidth_ / 2);
  gain_ = 1;
  cut_ = now;
  last_answer_ = now;
  probe_in_ = probe_wait_ = 4;
}

void PathModel::close_window(Instant now) {
  std::ranges::rotate(arrivals_per_s_, arrivals_per_s_.begin() + 1);
  arrivals_per_s_.back() = window_probes_ / seconds(now - window_start_);
  window_probes_ = 0;
  window_start_ = now;
}

// What a bottleneck with a queue lets through: what comes back of it. Before the usual share of answers is
// known, the delay tells by its growth; and when the queue stands already, nothing does.
double PathModel::passes_per_s(const Epoch& epoch) const {
  if (shared_ || base_sent_[kFirst] >= kFirstLook || limits_resets_) return std::ranges::max(arrivals_per_s_);
  return epoch.least_excess_s > seconds(delay_limit_) ? 0 : bandwidth_ / (1 + slope(epoch));
}

// Answers are missing, no queue grows, and no open port is known yet that could tell whether it is only
// resets: for some seconds one is looked for at no less than the first rate.
bool PathModel::explores(Instant now, bool slow) {
  if (shared_ || slow || limits_resets_ || opens_known_ || baseline(kFirst) < kMostlyAnswers) return false;
  if (!explores_since_) explores_since_ = now;
  return now - *explores_since_ < kLongestExploring;
}

void PathModel::slow_down(Instant now, const Epoch& epoch, const Evidence& all, bool lossy, bool slow) {
  if (epoch.probing) {
    probe_wait_ = std::min(kLongestProbeWait, 2 * probe_wait_);
    probe_gain_ = kProbeGain;
  }
  if (epoch.start < cut_) return;
  double through = bandwidth_;
  if (slow) through = std::max(bandwidth_ / 2, passes_per_s(epoch));
  if (lossy && !slow && all.expected > 0 && !grows_with_rate(epoch, all)) return;
  if (lossy) {
    // Once may be a burst that has nothing to do with the rate; twice in a row is believed.
    const double span_s = std::max(seconds(epoch.last_sent - epoch.start), seconds(kShortestEpoch) / 2);
    const double passed = std::max(lossy_in_a_row_ > 1 ? 0.5 : 0.8, all.got / all.expected);
    through = std::min(through, epoch.probes / span_s * passed);
  }
  const double least = through < rates_.first && explores(now, slow) ? rates_.first : kSlowest * rates_.first;
  bandwidth_ = std::clamp(through, std::min(bandwidth_, least), bandwidth_);
  // A queue that stands is to be gone after two round trips; on short ones it is a busy machine as often.
  const double stands =
      epoch_length_ < kDrainedEpoch ? 0 : epoch.least_excess_s / (4 * seconds(epoch_length_));
  gain_ = slow ? std::clamp(1 - stands, kDrainGainLeast, kDrainGain) : 0.95;
  startup_ = false;
  cut_ = now;
  probe_in_ = probe_wait_;
  recent_ = {};
}

// Whether loss is one that grows with the rate. One that is as large at an eighth of the rate is the path's
// own: it is learned anew, and the rate goes back up.
bool PathModel::grows_with_rate(const Epoch& epoch, const Evidence& all) {
  const double passed = all.got / all.expected;
  if (bandwidth_ > trouble_rate_) {
    trouble_rate_ = bandwidth_;
    trouble_passed_ = passed;
  }
  if (bandwidth_ > trouble_rate_ / 8 || passed < kLeastPassed ||
      passed > std::max(1.5 * trouble_passed_, trouble_passed_ + 0.1))
    return true;
  base_sent_ = epoch.sent;
  base_got_ = epoch.got;
  bandwidth_ = trouble_rate_ / 2;
  trouble_rate_ = 0;
  recent_ = {};
  return false;
}

void PathModel::go_on(const Epoch& epoch, const Evidence& all) {
  // Many more answers than usual: the usual was learned while the host was down or the path full.
  if (epoch.got[kFirst] > (baseline(kFirst) + 0.2) * epoch.sent[kFirst] + kEnough) {
    base_sent_[kFirst] = epoch.sent[kFirst];
    base_got_[kFirst] = std::min(epoch.got[kFirst], epoch.sent[kFirst]);
  }
  // Learned while nothing is wrong, and then kept: what would drift along with a growing loss could not show
  // it.
  for (const std::size_t kind : {kFirst, kResetCanary, kOpenCanary}) {
    if ((kind != kOpenCanary && limits_resets_) || base_sent_[kind] >= kLearned) continue;
    base_sent_[kind] += epoch.sent[kind];
    base_got_[kind] += std::min(epoch.got[kind], epoch.sent[kind]);
  }
  if (gain_ < 1 && epoch.start >= cut_) gain_ = 1;  // the queue has drained
  const bool first_look = all.expected == 0 && epoch.got[kFirst] > 0;
  if (all.expected < kEnough && !first_look) return;
  const double span_s = std::max(seconds(epoch.end - epoch.start), seconds(kShortestEpoch));
  const double rate_per_s = epoch.probes / span_s;
  if (startup_) {
    bandwidth_ = std::max(bandwidth_, std::min(rates_.ceiling, kStartupGain * rate_per_s));
  } else if (epoch.probing && epoch.start >= cut_ && rate_per_s > bandwidth_) {
    bandwidth_ = std::min(rates_.ceiling, rate_per_s);
    probe_wait_ = 2;
    probe_in_ = 0;
    probe_gain_ = std::min(kProbeGainMost, probe_gain_ * kProbeGain);
  }
}

double PathModel::canary_interval() const {
  if (suspects_resets_ && !limits_resets_) return 8;
  const double answers = limits_resets_ ? 0 : baseline(kFirst);
  if (answers > kMostlyAnswers) return 100;
  return std::clamp(bandwidth_ * seconds(epoch_length_) / (1.5 * kEnough), 8.0, 100.0);
}

}  // namespace sounder
