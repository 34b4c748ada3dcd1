#include "scan/plan/rate_controller.h"

#include <algorithm>

namespace sounder {
namespace {

using std::chrono::milliseconds;

// 2 / ln 2: the least that doubles the rate each round trip (BBR, startup_pacing_gain of its first version).
constexpr double kStartupGain = 2.885;
constexpr double kProbeGain = 1.25;   // BBR's
constexpr double kProbeGainMost = 2;  // after probing epochs that found more
// Epochs between two probing ones: after one that found more, at first and after a stall, and at most. With
// 40 ms of round trip the last is half a second.
constexpr int kProbeWait = 2;
constexpr int kProbeWaitResumed = 4;
constexpr int kProbeWaitMost = 24;
constexpr Duration kBlindStep = milliseconds(100);
constexpr Duration kShortestSpan = milliseconds(2);
// Nothing said that the path bears what was tried blindly.
constexpr double kBlindOvershoot = 3;
constexpr double kLeast = 1.0 / 20;  // of the first rate
constexpr double kLeastHeld = 1;
// Canaries in a row that must be answered, and the time that must pass, before more is tried than is held to:
// at first, and after it was found again and again that no more passes.
constexpr int kCarried = 4;
constexpr Duration kHeldWait = milliseconds(250);
constexpr Duration kHeldWaitMost = std::chrono::seconds(30);
constexpr double kSearchGain = 2;  // from a guess
constexpr double kHeldIntervalLeast = 2;
constexpr double kHeldIntervalUsual = 8;
constexpr double kHeldIntervalMost = 16;

}  // namespace

RateController::RateController(Instant start, const PathRates& rates)
    : rates_(rates),
      least_(kLeast * rates.first),
      bandwidth_(rates.first),
      grown_(start),
      changed_(start),
      probe_wait_(kProbeWait),
      probe_gain_(kProbeGain) {}

void RateController::grow_blindly(Instant now) {
  if (now - grown_ < kBlindStep) return;
  grown_ = now;
  bandwidth_ = std::max(bandwidth_, std::min(rates_.blind, 2 * bandwidth_));
}

void RateController::on_first_answer(Instant now) {
  grown_ = now;
  bandwidth_ = std::max(rates_.first, bandwidth_ / kBlindOvershoot);
  if (mode_ == Mode::kBlind) enter(Mode::kStartup, 1);
}

bool RateController::on_epoch_end() {
  if (mode_ == Mode::kProbe) {
    enter(Mode::kCruise, 1);
    return false;
  }
  if (mode_ != Mode::kCruise || probe_in_-- > 0) return false;
  enter(Mode::kProbe, probe_gain_);
  probe_in_ = probe_wait_;
  return true;
}

void RateController::on_good_epoch(const Epoch& epoch, bool tells_rate) {
  if (mode_ == Mode::kDrain && !is_old(epoch)) enter(Mode::kCruise, 1);
  if (!tells_rate) return;
  const double span_s = std::max(seconds(epoch.end - epoch.start), seconds(kShortestSpan));
  const double rate_per_s = epoch.probes / span_s;
  if (mode_ == Mode::kBlind || mode_ == Mode::kStartup) {
    bandwidth_ = std::max(bandwidth_, std::min(rates_.ceiling, kStartupGain * rate_per_s));
  } else if (epoch.probing && !is_old(epoch) && rate_per_s > bandwidth_) {
    bandwidth_ = std::min(rates_.ceiling, rate_per_s);
    probe_wait_ = kProbeWait;
    probe_in_ = 0;
    probe_gain_ = std::min(kProbeGainMost, probe_gain_ * kProbeGain);
  }
}

void RateController::on_failed_probing() {
  probe_wait_ = std::min(kProbeWaitMost, 2 * probe_wait_);
  probe_gain_ = kProbeGain;
}

void RateController::slow_down(Instant now, double bandwidth_per_s, double gain) {
  bandwidth_ = std::min(bandwidth_, bandwidth_per_s);
  enter(Mode::kDrain, gain);
  changed_ = now;
  probe_in_ = probe_wait_;
}

void RateController::hold(Instant now, double per_s, bool measured) {
  if (mode_ == Mode::kHeld && measured) {
    // Long enough that few of the probes are canaries.
    const auto enough =
        std::chrono::duration<double>(2 * kCarried * kHeldIntervalUsual / std::max(per_s, kLeastHeld));
    held_wait_ = std::max({2 * held_wait_, kHeldWait, std::chrono::duration_cast<Duration>(enough)});
    held_wait_ = std::min(held_wait_, kHeldWaitMost);
    held_gain_ = kProbeGain;
    held_guessed_ = false;
  } else {
    held_guessed_ = true;
    held_wait_ = Duration::zero();
    held_gain_ = kSearchGain;
  }
  if (mode_ != Mode::kHeld) held_from_ = bandwidth_;
  per_s = std::max(per_s, kLeastHeld);
  least_ = std::clamp(per_s / 2, kLeastHeld, std::max(kLeastHeld, least_));
  bandwidth_ = std::min(bandwidth_, per_s);
  enter(Mode::kHeld, 1);
  changed_ = held_since_ = now;
  carried_ = 0;
}

void RateController::on_canary(Instant now, Instant sent, bool answered) {
  if (mode_ != Mode::kHeld || sent < held_since_) return;
  carried_ = answered ? carried_ + 1 : 0;
  if (carried_ < kCarried || now - held_since_ < held_wait_) return;
  carried_ = 0;
  held_since_ = now;
  bandwidth_ *= held_gain_;
  held_gain_ = std::min(kProbeGainMost, held_gain_ * kProbeGain);
  held_wait_ /= 2;
  if (bandwidth_ < held_from_) return;
  bandwidth_ = held_from_;
  enter(Mode::kCruise, 1);
}

double RateController::canary_interval(Duration epoch) const {
  const Duration wait = std::max(held_wait_, held_guessed_ ? epoch : kHeldWaitMost);
  return std::clamp(bandwidth_ * seconds(wait) / (2 * kCarried), kHeldIntervalLeast, kHeldIntervalMost);
}

void RateController::resume(Instant now, double share) {
  least_ = std::clamp(bandwidth_ / 2, kLeastHeld, std::max(kLeastHeld, least_));
  bandwidth_ = std::max(least_, bandwidth_ * share);
  enter(held_before_stall_ ? Mode::kHeld : Mode::kCruise, 1);
  changed_ = held_since_ = now;
  carried_ = 0;
  held_wait_ = Duration::zero();
  held_gain_ = kSearchGain;
  probe_in_ = probe_wait_ = kProbeWaitResumed;
}

}  // namespace sounder
