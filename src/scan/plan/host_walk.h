// How a plan goes over the pairs of one host: in passes, each over those that have no verdict yet. Pure, a
// value.
//
//               all handed out                 no try is waited for any more
//   kWalking --------------------> kWaiting ----------------------------------> the next pass: kWalking,
//      ^                                            or, if it is the last one and too soon: kPausing,
//      |          it is time                        or, if there is none: kFinished
//   kPausing <---------------------------------------------------------------+
//
// A pass over pairs that its path did not carry is no try of them: rewind() leads from any phase but the last
// back to kWalking, at a place that is known to have been carried.
//
// A host is kFinished, from any phase, when nothing more is tried: each pair has its verdict or all its
// tries, or the host fell silent for good.
#pragma once

#include <algorithm>
#include <cstdint>

#include "scan/probe.h"

namespace sounder {

// The last pass over what stayed silent waits at least so long after the one before it: loss comes in bursts
// (Wan et al., "On the Origin of Scanning", IMC 2020).
inline constexpr Duration kLatePassDelay = std::chrono::milliseconds(500);

class HostWalk {
 public:
  enum class Phase : std::uint8_t {
    kWalking,   // hands out the tries of this pass
    kWaiting,   // all are handed out; some may be answered yet
    kPausing,   // before the last pass
    kFinished,  // no further try
  };

  // How far the tries have come that count.
  struct Place {
    std::uint32_t tries = 0;
    std::uint32_t cursor = 0;
    friend auto operator<=>(const Place&, const Place&) = default;
  };

  Phase phase() const { return phase_; }
  bool is_walking() const { return phase_ == Phase::kWalking; }
  bool is_finished() const { return phase_ == Phase::kFinished; }
  bool has_begun() const { return pass_ > 0 || cursor_ > 0; }
  std::uint32_t pass() const { return pass_; }
  // The pass that a try belongs to. Numbers are used again; a try is long forgotten by then.
  std::uint32_t pass_of(TryNumber number) const {
    const std::uint32_t behind = (pass_ + TryNumber::kMostPasses - number.pass()) % TryNumber::kMostPasses;
    return pass_ - std::min(pass_, behind);
  }
  // Tries that each pair has had which its path carried, as far as is known; those before cursor() one more.
  std::uint32_t tries() const { return tries_; }
  bool was_rewound() const { return pass_ > tries_; }
  // How many of them a try of this pass, or of an earlier one, came after. Exact unless it was rewound since.
  std::uint32_t tries_before(TryNumber number) const {
    return tries_ - std::min(tries_, pass_ - pass_of(number));
  }
  // Tells the tries of this pass from those of others.
  TryNumber number() const {
    return TryNumber::of_pass(static_cast<std::uint8_t>(pass_ % TryNumber::kMostPasses));
  }
  Instant pass_start() const { return pass_start_; }
  // The first pair that this pass has not reached.
  std::uint32_t cursor() const { return cursor_; }
  // Tries that are to come to an end before a pass does: their time is not up, or they are to be sent again.
  std::uint32_t out() const { return pending_ + to_resend_; }

  void begin(Instant now) { pass_start_ = now; }
  // As an earlier run of the scan left off. Before begin().
  void continue_at(const Place& place) {
    pass_ = tries_ = place.tries;
    cursor_ = place.cursor;
  }
  // Precondition of both: is_walking(). To the next pair that gets a try, and past it.
  void move_to(std::uint32_t pair) { cursor_ = pair; }
  void pass_by() { ++cursor_; }

  void on_sent() { ++pending_; }
  void on_to_resend() { ++to_resend_; }  // this machine could not send the try
  void on_resend() { --to_resend_; }     // and now it is sent, or needs to be no more
  void on_time_up() { --pending_; }
  // Whether end_pass() is due, after one of the two above.
  bool pass_is_over() const { return phase_ == Phase::kWaiting && out() == 0; }

  // Every pair has had its try. `wanted`: tries of each, as far as is known. True: end_pass() is due.
  bool end_walk(Instant now, bool host_is_silent, std::uint32_t wanted);
  // To the next pass, if there is one.
  void end_pass(Instant now, bool all_resolved, std::uint32_t wanted);
  Place place() const { return {tries_, cursor_}; }
  // What was sent since then was not carried: back to there. Precondition: !is_finished().
  void rewind(Instant now, const Place& to);
  // When the pause ends. Precondition: kPausing.
  Instant pause_end() const { return last_walk_end_ + kLatePassDelay; }
  void end_pause(Instant now);  // precondition: kPausing
  void finish() { phase_ = Phase::kFinished; }

 private:
  std::uint32_t cursor_ = 0;
  std::uint32_t pending_ = 0;
  std::uint32_t to_resend_ = 0;
  std::uint32_t pass_ = 0;
  std::uint32_t tries_ = 0;
  Phase phase_ = Phase::kWalking;
  Instant pass_start_{};
  Instant last_walk_end_{};
};

}  // namespace sounder
