// Whether a host limits its answers, so that those that are missing are no loss of the path. Today: resets,
// which a kernel may limit while open ports always answer (Linux: tcp_challenge_ack_limit and firewalls; BSD:
// net.inet.icmp.icmplim). Pure, a value.
//
//            answers are missing                   resets are missing, SYN-ACKs are not
//   kNone ------------------------> kSuspected -------------------------------------------> kLimited
//     ^                              |      ^                                                  |
//     +--- none for 20 epochs -------+      +------------- as many answers as ever ------------+
//
// While it is not kNone, open ports are asked by canaries: they tell. As long as none is known, one is looked
// for at no less than the first rate ("explores").
#pragma once

#include <cstdint>
#include <optional>

#include "scan/plan/answer_baseline.h"

namespace sounder {

class LimitDetector {
 public:
  enum class State : std::uint8_t { kNone, kSuspected, kLimited };

  // `tolerance`: as of the LossDetector.
  explicit LimitDetector(double tolerance) : tolerance_(tolerance) {}

  // An epoch whose answers are in; `lossy`: answers are missing. True: a limit has just been proven.
  bool on_epoch(const Epoch& epoch, const AnswerBaseline& baseline, bool lossy);

  State state() const { return state_; }
  bool limits_resets() const { return state_ == State::kLimited; }
  bool wants_open_canaries() const { return state_ != State::kNone; }
  // What of an epoch can be compared with the baseline.
  Counted counted() const { return limits_resets() ? Counted::kOpenPorts : Counted::kAll; }

  // Answers are missing and no queue grows. True: no open port is known yet that could tell whether it is
  // only resets, and for some seconds one is looked for at no less than the first rate.
  bool explores(Instant now, const AnswerBaseline& baseline);
  // That was done, and no limit was proven: those tries were lost to the haste.
  bool explored() const { return explores_since_ && !limits_resets(); }

 private:
  void judge_suspicion(const Epoch& epoch, const AnswerBaseline& baseline, bool lossy);

  double tolerance_;
  State state_ = State::kNone;
  int suspect_epochs_ = 0;    // until the suspicion ends
  bool opens_known_ = false;  // an open port was asked while answers were missing
  AnswerCount opens_;         // while answers are missing
  AnswerCount resets_;
  std::optional<Instant> explores_since_;
};

}  // namespace sounder
