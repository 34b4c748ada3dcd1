// What one path bears: from what was sent and what came back of it, how fast to send next. Pure.
//
// Time is cut into epochs. Each closed epoch is judged once its answers are in (a queue shows sooner):
//
//   epoch --> AnswerBaseline   how many answers were to be expected
//         --> StallDetector    none at all came: stop
//         --> QueueDetector    they came late: a queue stands or grows
//         --> LossDetector     too few came
//         --> LimitDetector    ... because the host limits its resets: that is no loss
//         --> RateController   slows down, or goes on
//
// Canaries are judged one by one, when their fate is known:
//
//   canary --> PolicerDetector  the path does not carry what is sent: so much of it passes
//          --> RateController   holds the rate below that
//
// This class only passes on what was found. Something else that a path may do to answers gets a detector of
// its own: fed in on_sent() and on_answer(), asked in judge(), heeded in slow_down().
#pragma once

#include <cstdint>
#include <optional>
#include <utility>

#include "base/clock.h"
#include "scan/plan/answer_baseline.h"
#include "scan/plan/delivery_rate.h"
#include "scan/plan/epochs.h"
#include "scan/plan/limit_detector.h"
#include "scan/plan/loss_detector.h"
#include "scan/plan/policer_detector.h"
#include "scan/plan/queue_detector.h"
#include "scan/plan/rate_controller.h"
#include "scan/plan/retry_policy.h"
#include "scan/plan/rtt_estimator.h"
#include "scan/plan/stall_detector.h"

namespace sounder {

// A host that stopped answering altogether and may have begun again: it went down, or it bans who asks too
// much.
struct Silences {
  std::uint32_t times = 0;
  double probes = 0;  // before the first time
  double per_s = 0;   // at which they were sent
};

class PathModel {
 public:
  // `shared`: of the first link that many hosts have in common, not of one host.
  PathModel(Instant start, const PathRates& rates, bool shared = false);

  // `weight`: how likely an answer is, where the caller knows better than the model.
  void on_sent(Instant now, ProbeKind kind, double weight = 1);
  void on_unsent(ProbeKind kind, double weight = 1);
  // `excess`: round trip minus the smallest of that host; nullopt where that means nothing.
  void on_answer(Instant now, Instant sent, ProbeKind kind, std::optional<Duration> excess);
  // What became of a canary.
  void on_canary(Instant now, Instant sent, bool answered);
  // Closes epochs and judges those whose answers are in. Call before rate_per_s(). `slowest`: of many hosts,
  // how long the answers of the farthest take.
  void update(Instant now, const RttEstimator& rtt, Duration slowest = {});

  double rate_per_s() const { return rate_.rate_per_s(); }
  // Every so many probes should be a canary: about one in a hundred, more while answers are too few to judge
  // by.
  double canary_interval() const;
  // How often a first try is answered on this path when it is not overloaded; 0: not known, or limited by the
  // host.
  double first_answers() const {
    return limit_.wants_open_canaries() ? 0 : baseline_.usual(ProbeKind::kFirst);
  }
  // It has just been slowed down, or is about to be.
  bool troubled() const;
  // Closed ports fall silent as the rate grows while open ones answer: their host limits resets.
  bool limits_resets() const { return limit_.limits_resets(); }
  // For a while it was sent faster than its answers came, to find out: those tries count less.
  bool explored() const { return limit_.explored(); }
  bool wants_open_canaries() const { return limit_.wants_open_canaries(); }
  // Everything fell silent at once: send nothing but a canary now and then. The first answer ends it, at half
  // the rate, or at an eighth if the silence was long.
  std::optional<Instant> stalled_since() const { return stall_.stalled_since(); }
  void resume(Instant now);  // precondition: stalled_since()
  // Nobody else uses up any more what the path lets pass: how much that is, is to be found out.
  void search_anew(Instant now);
  // The path carries what is sent, as far as canaries tell.
  bool carries() const { return !stalled_since() && !exploring_ && policer_.carries(); }
  bool overloaded() const { return policer_.overloaded(); }
  // True once after it was found that what was sent since it last carried was not carried.
  bool take_uncarried() { return std::exchange(uncarried_, false); }
  bool policed() const { return policed_since_.has_value(); }
  // The rate is held below what a policer lets pass.
  bool held() const { return rate_.mode() == RateController::Mode::kHeld; }
  // It was found again and again, so that it is no burst of loss, and no limit of resets.
  bool surely_policed() const { return policed() && found_policed_ >= kSurely && !limits_resets(); }
  // About how many probes a second a policer lets pass: the answers since it was found. nullopt: none was.
  std::optional<double> policed_per_s() const;
  // Everything fell silent: how often, and how many probes at which rate came before the first time.
  const Silences& silences() const { return silences_; }

 private:
  static constexpr int kSurely = 3;

  bool is_blind() const;
  bool may_close(const Epoch& epoch, Duration age) const;
  void stall(Instant now);
  bool is_own_loss();
  void judge(Instant now, const Epoch& epoch, bool answers_in);
  void slow_down(Instant now, const Epoch& epoch, const AnswerCount& answers, bool lossy, bool queued);
  void go_on(const Epoch& epoch, const AnswerCount& answers);
  double passes_per_s(const Epoch& epoch) const;

  bool shared_;
  Epochs epochs_;
  AnswerBaseline baseline_;
  StallDetector stall_;
  QueueDetector queue_;
  LossDetector loss_;
  LimitDetector limit_;
  PolicerDetector policer_;
  DeliveryRate delivery_;
  RateController rate_;
  Duration epoch_length_;
  Duration answers_in_;  // after so long an epoch's answers are in
  // Until an epoch had answers enough to judge by:
  bool judged_by_answers_ = false;
  double early_probes_ = 0;
  double early_answers_ = 0;
  Instant start_;
  Instant last_answer_;
  bool uncarried_ = false;
  bool exploring_ = false;  // faster than what passes, though the path does not carry it
  std::optional<Instant> policed_since_;
  double policed_answers_ = 0;  // since then
  int found_policed_ = 0;       // so often since the rate is held
  // The highest rate at which the path was overloaded, and canaries at about that rate and at lower ones.
  double overload_per_s_ = 0;
  LossMeter fast_;
  LossMeter slow_;
  Silences silences_;
};

}  // namespace sounder
