// What one path bears: from what was sent and what came back of it, how fast to send next. Pure.
//
// In the manner of BBR (Cardwell et al., ACM Queue 2016), not of Reno: the rate follows what gets through,
// and loss that does not grow with the rate is the path's own and changes nothing. Time is cut into epochs of
// half a round trip. Because pairs are tried in random order, the share of first tries that is answered is
// the same in every epoch, up to chance; and canaries (probes to ports known to answer) are answered always.
// An epoch with clearly fewer answers than that, or whose smallest delay grew, was sent too fast.
#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include "base/clock.h"
#include "scan/plan/rtt_estimator.h"

namespace sounder {

// Where a path begins and how far it may go, in probes a second.
struct PathRates {
  double first = 0;    // before anything is known
  double blind = 0;    // as long as nothing answers
  double ceiling = 0;  // infinite for a host on this machine or link
};

class PathModel {
 public:
  enum class Kind : std::uint8_t {
    kFirst,        // a first try: answered as often as first tries are on this path
    kResetCanary,  // to a port known to be closed
    kOpenCanary,   // to a port known to be open
    kRetry,        // a later try: tells nothing but its round trip
  };

  // `shared`: of the first link that many hosts have in common, not of one host.
  PathModel(Instant start, const PathRates& rates, bool shared = false);

  // `weight`: how likely an answer is, where the caller knows better than the model.
  void on_sent(Instant now, Kind kind, double weight = 1);
  void on_unsent(Kind kind, double weight = 1);
  // `excess`: round trip minus the smallest of that host; nullopt where that means nothing.
  void on_answer(Instant now, Instant sent, Kind kind, std::optional<Duration> excess);
  // Closes epochs and judges those whose answers are in. Call before rate_per_s(). `slowest`: of many hosts,
  // how long the answers of the farthest take.
  void update(Instant now, const RttEstimator& rtt, Duration slowest = {});

  double rate_per_s() const { return stalled_since_ ? 0 : bandwidth_ * gain_; }
  // Every so many probes should be a canary: about one in a hundred, more while answers are too few to judge
  // by.
  double canary_interval() const;
  // How often a first try is answered on this path when it is not overloaded; 0: not known, or limited by the
  // host.
  double first_answers() const { return wants_open_canaries() ? 0 : baseline(0); }
  // It has just been slowed down, or is about to be.
  bool troubled() const { return lossy_in_a_row_ > 0 || gain_ < 1; }
  // Closed ports fall silent as the rate grows while open ones answer: their host limits resets.
  bool limits_resets() const { return limits_resets_; }
  // For a while it was sent faster than its answers came, to find out: those tries count less.
  bool explored() const { return explores_since_ && !limits_resets_; }
  bool wants_open_canaries() const { return limits_resets_ || suspects_resets_; }
  // Everything fell silent at once: send nothing but a canary now and then. The first answer ends it, at half
  // the rate.
  std::optional<Instant> stalled_since() const { return stalled_since_; }
  void resume(Instant now);

 private:
  static constexpr std::size_t kKinds = 4;
  static constexpr std::size_t kEpochs = 32;

  struct Epoch {
    Instant start{};
    Instant end{};
    Instant last_sent{};
    double probes = 0;
    std::array<double, kKinds> sent{};
    std::array<double, kKinds> got{};
    bool probing = false;  // sent a quarter faster, to see whether more gets through
    // Delay over the time of sending, in seconds: for its least value and its slope (least squares).
    double samples = 0, x = 0, y = 0, xx = 0, xy = 0;
    double least_excess_s = 0;
  };
  struct Evidence {
    double expected = 0;
    double got = 0;
    double variance = 0;
    void add(double e, double g, double v);
    void scale(double by);
    bool too_few(double tolerance) const;
  };

  Epoch& current() { return epochs_[current_ % kEpochs]; }
  double baseline(std::size_t kind) const;
  Evidence evidence(const Epoch& epoch, bool resets, bool opens) const;
  double slope(const Epoch& epoch) const;
  bool is_slow(const Epoch& epoch, bool answers_in) const;
  bool tells_enough(const Epoch& epoch, Duration age) const;
  void close_epoch(Instant now);
  void judge(Instant now, Epoch& epoch, bool answers_in);
  void judge_resets(const Epoch& epoch, bool lossy);
  bool grows_with_rate(const Epoch& epoch, const Evidence& all);
  bool judge_stall(Instant now, const Evidence& all);
  void close_window(Instant now);
  bool explores(Instant now, bool slow);
  double passes_per_s(const Epoch& epoch) const;
  void slow_down(Instant now, const Epoch& epoch, const Evidence& all, bool lossy, bool slow);
  void go_on(const Epoch& epoch, const Evidence& all);

  PathRates rates_;
  bool shared_;
  double tolerance_;
  double bandwidth_;
  double gain_ = 1;
  bool startup_ = true;
  bool answered_ = false;
  bool told_ = false;  // an epoch had answers enough to judge by; until then:
  double early_probes_ = 0;
  double early_answers_ = 0;
  bool limits_resets_ = false;
  bool suspects_resets_ = false;
  bool opens_known_ = false;  // an open port was asked while answers were missing
  std::optional<Instant> explores_since_;
  Evidence recent_{};         // of the epochs since the last cut
  Evidence open_evidence_{};  // while answers are missing
  Evidence reset_evidence_{};
  int suspect_epochs_ = 0;
  double trouble_rate_ = 0;  // the rate at which loss began, and what got through then
  double trouble_passed_ = 0;
  Instant grown_;  // blind growth
  Instant cut_;    // epochs sent before it are old news
  Instant last_answer_;
  int probe_in_ = 0;    // epochs
  int probe_wait_ = 2;  // epochs between two looks whether more gets through
  double probe_gain_;   // of the next look: larger after one that found more
  int lossy_in_a_row_ = 0;
  // Probes that answers stand for, by the time they came: while a queue stands, their rate is the
  // bottleneck's.
  static constexpr std::size_t kWindows = 3;
  std::array<double, kWindows> arrivals_per_s_{};
  Instant window_start_;
  double window_probes_ = 0;
  double silent_expected_ = 0;
  std::optional<Instant> stalled_since_;
  Duration epoch_length_;
  Duration answers_in_;  // after so long an epoch's answers are in
  Duration delay_limit_;
  double jitter_s_ = 0;  // mean difference of the delays of two answers that came one after the other
  std::optional<double> last_excess_s_;
  std::array<double, kKinds> base_sent_{};
  std::array<double, kKinds> base_got_{};
  std::array<Epoch, kEpochs> epochs_{};
  std::uint64_t current_ = 0;
  std::uint64_t judged_ = 0;  // the first epoch that is not
};

}  // namespace sounder
