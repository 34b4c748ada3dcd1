// How fast to send over one path: follows what the detectors find, as BBR does (Cardwell et al., ACM Queue
// 2016). The rate is the bandwidth that the path is believed to have, times a gain. Pure, a value.
//
//              first answer               trouble                     drained
//   kBlind -----------------> kStartup -------------------> kDrain ------------> kCruise
//    doubles every              doubles every                 below the            ^  |
//    100 ms                     round trip                    bandwidth            |  | every few epochs
//                                  ^                             ^                 |  v
//                                  |                             +--- trouble --- kProbe
//                  a limit is proven (any mode)                               above the bandwidth for an
//                  epoch
//
// A path that does not carry what is sent (PolicerDetector) leads from every mode to kHeld: the rate that was
// measured, raised when canaries were answered for a while, until it is what it was before: kCruise.
//
// Trouble (a queue, or loss that grows with the rate) leads from every mode to kDrain; silence of everything
// from every mode to kStalled, where nothing is sent, and resume() from there to kCruise at a share of
// the bandwidth, or back to kHeld.
#pragma once

#include <cstdint>

#include "base/clock.h"
#include "scan/plan/epochs.h"

namespace sounder {

// Where a path begins and how far it may go, in probes a second.
struct PathRates {
  double first = 0;    // before anything is known
  double blind = 0;    // as long as nothing answers
  double ceiling = 0;  // infinite for a host on this machine or link
};

class RateController {
 public:
  enum class Mode : std::uint8_t { kBlind, kStartup, kCruise, kProbe, kDrain, kHeld, kStalled };

  RateController(Instant start, const PathRates& rates);

  Mode mode() const { return mode_; }
  double rate_per_s() const { return mode_ == Mode::kStalled ? 0 : bandwidth_ * gain_; }
  double bandwidth_per_s() const { return bandwidth_; }
  double first_per_s() const { return rates_.first; }
  double least_per_s() const { return least_; }  // a path is slowed down no further
  // Sent before the last change: this epoch says nothing about the rate of today.
  bool is_old(const Epoch& epoch) const { return epoch.start < changed_; }

  // Nothing answers. Call often.
  void grow_blindly(Instant now);
  void on_first_answer(Instant now);
  // The current epoch ends. True: the next one is to find out whether more passes.
  bool on_epoch_end();
  // Nothing was wrong in this epoch. `tells_rate`: it had answers enough to say that its rate passes.
  void on_good_epoch(const Epoch& epoch, bool tells_rate);
  // Something was wrong in an epoch that was to find out whether more passes.
  void on_failed_probing();
  // Trouble: from now on at most `bandwidth_per_s`, and for some time `gain` of it.
  void slow_down(Instant now, double bandwidth_per_s, double gain);
  // So many pass, as was measured: no more from now on, even if that is less than least_per_s().
  // `measured`: this is known well. Otherwise it is a guess.
  void hold(Instant now, double per_s, bool measured);
  // What became of a canary.
  void on_canary(Instant now, Instant sent, bool answered);
  // In kHeld, so many canaries are to be answered before more is tried: of so many probes one is to be one.
  double canary_interval(Duration epoch) const;
  // The loss that slowed this path down is its own.
  void go_back_to(double bandwidth_per_s) { bandwidth_ = bandwidth_per_s; }
  // What was cut was cut for the wrong reason.
  void start_anew() { enter(Mode::kStartup, 1); }
  void stall() {
    held_before_stall_ = mode_ == Mode::kHeld;
    enter(Mode::kStalled, 1);
  }
  void resume(Instant now, double share);  // of the bandwidth before; precondition: kStalled

 private:
  void enter(Mode mode, double gain) {
    mode_ = mode;
    gain_ = gain;
  }

  PathRates rates_;
  double least_;
  Mode mode_ = Mode::kBlind;
  double bandwidth_;
  double gain_ = 1;
  Instant grown_;     // in kBlind
  Instant changed_;   // slowed down or resumed
  int probe_in_ = 0;  // epochs
  int probe_wait_;    // epochs from one probing epoch to the next
  // In kHeld:
  double held_from_ = 0;      // the rate before
  double held_gain_ = 0;      // of the next step
  Duration held_wait_{};      // from one step to the next
  Instant held_since_{};      // the last step
  bool held_guessed_ = true;  // nothing has confirmed yet that no more passes
  bool held_before_stall_ = false;
  int carried_ = 0;    // canaries in a row since then
  double probe_gain_;  // of the next one: larger after one that found more
};

}  // namespace sounder
