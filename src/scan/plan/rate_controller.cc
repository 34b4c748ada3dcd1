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

}  // namespace

RateController::RateController(Instant start, const PathRates& rates)
    : rates_(rates),
      bandwidth_(rates.first),
      grown_(start),
      changed_(start),
      probe_wait_(kProbeWait),
      probe_gain_(kProbeGain) {}

double RateController::least_per_s() const { return kLeast * rates_.first; }

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

void RateController::resume(Instant now) {
  bandwidth_ = std::max(least_per_s(), bandwidth_ / 2);
  enter(Mode::kCruise, 1);
  changed_ = now;
  probe_in_ = probe_wait_ = kProbeWaitResumed;
}

}  // namespace sounder
