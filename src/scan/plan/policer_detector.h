// Whether a path carries what is sent: told by canaries, probes to ports that are known to answer. If most of
// them stay silent, something lets only so many probes a second pass, a policer (a token bucket: nft "limit
// rate over", tc police) or a link without a queue. Then how many pass is measured: as many answers come,
// whatever is sent. Pure, a value.
//
//               a canary is silent                many more are silent than answer
//   carries  ------------------------> in doubt ----------------------------------> overloaded (told once)
//      ^                                  |                                             |
//      +---- canaries answer again -------+<--------------------------------------------+
//
// The doubt is the statistic of Page's test for a change ("Continuous inspection schemes", Biometrika 1954):
// the sum of the log likelihood ratios of each canary, never below zero.
#pragma once

#include <optional>

#include "scan/plan/answer_trail.h"

namespace sounder {

class PolicerDetector {
 public:
  // Eight silent canaries in a row, and a false alarm in a million at one loss in ten.
  static constexpr double kAlarm = 9;
  // Of a link that hosts share: each host slows down by itself first, and only if that does not help, the
  // link is to blame.
  static constexpr double kSharedAlarm = 27;

  explicit PolicerDetector(double alarm = kAlarm) : alarm_(alarm) {}

  void on_sent(Instant now) { trail_.on_sent(now); }
  void on_unsent() { trail_.on_unsent(); }
  // An answer to any probe.
  void on_answer(Instant sent) { trail_.on_answer(sent); }
  // What became of a canary. True: the path has just been found overloaded.
  bool on_canary(Instant sent, bool answered);

  // The path carries probes, as far as is known.
  bool carries() const { return doubt_ <= 0 && !overloaded_; }
  bool overloaded() const { return overloaded_; }
  bool in_doubt() const { return !carries(); }
  // Probes a second that pass, measured since the first silent canary. After on_canary() found an overload.
  struct Passes {
    double per_s = 0;
    bool measured = false;      // by answers enough to go by
    double answered_share = 0;  // of all probes
  };
  Passes passes() const;
  // The canaries since then, and the share of them that was answered.
  double canaries() const { return canaries_; }
  double answered_share() const { return canaries_ > 0 ? canaries_answered_ / canaries_ : 0; }
  bool nothing_passes() const { return trail_.since(first_silent_).answered <= 0; }
  // The rate has changed: what was sent before says nothing about it. `measured`: measure anew, too.
  void on_new_rate(Instant now, bool measured);
  // The share of canaries that is answered at any rate.
  void expect(double share) { usual_ = share; }
  bool expects_loss() const { return usual_ < kUsual; }

 private:
  AnswerTrail trail_;
  static constexpr double kUsual = 0.85;

  void judge_usual(bool answered);
  void count_carried(double canaries, double answered);

  double alarm_;
  double usual_ = kUsual;
  int window_ = 0;
  int window_answered_ = 0;
  double doubt_ = 0;
  // Canaries while the path carried probes, as if twenty had been answered before.
  double carried_ = 20;
  double carried_answered_ = 20;
  bool overloaded_ = false;
  int answered_in_a_row_ = 0;
  void begin_measuring(Instant since);

  Instant since_ = Instant::min();  // the rate is as it is
  Instant first_silent_{};          // canary, by the time of sending
  double canaries_ = 0;             // since then
  double canaries_answered_ = 0;
};

}  // namespace sounder
