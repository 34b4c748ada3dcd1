#include "scan/plan/rtt_estimator.h"

#include <algorithm>
#include <cmath>

namespace sounder {
namespace {

constexpr float kGain = 1.0F / 8;           // RFC 6298, alpha
constexpr float kDeviationGain = 1.0F / 4;  // RFC 6298, beta
// BBR (draft-cardwell-iccrg-bbr-congestion-control, MinRTTFilterLen) forgets a smallest round trip after 10
// s.
constexpr Duration kSmallestWindow = std::chrono::seconds(10);

Duration from_ns(float ns) { return Duration(static_cast<Duration::rep>(ns)); }

}  // namespace

void RttEstimator::add(Instant now, Duration rtt) {
  const float sample = std::max(1.0F, static_cast<float>(rtt.count()));
  if (!known()) {
    smoothed_ns_ = sample;
    deviation_ns_ = sample / 2;
    smallest_ns_ = sample;
    window_start_ = now;
    return;
  }
  deviation_ns_ += kDeviationGain * (std::abs(sample - smoothed_ns_) - deviation_ns_);
  smoothed_ns_ += kGain * (sample - smoothed_ns_);
  if (now - window_start_ > kSmallestWindow) {
    smallest_before_ns_ = smallest_ns_;
    smallest_ns_ = sample;
    window_start_ = now;
  }
  smallest_ns_ = std::min(smallest_ns_, sample);
}

std::optional<Duration> RttEstimator::smoothed() const {
  if (!known()) return std::nullopt;
  return from_ns(smoothed_ns_);
}

std::optional<RoundTrip> RttEstimator::round_trip() const {
  if (!known()) return std::nullopt;
  return RoundTrip{Duration(static_cast<Duration::rep>(smoothed_ns_)),
                   Duration(static_cast<Duration::rep>(deviation_ns_)), try_timeout()};
}

Duration RttEstimator::smallest() const {
  return from_ns(smallest_before_ns_ > 0 ? std::min(smallest_ns_, smallest_before_ns_) : smallest_ns_);
}

Duration RttEstimator::spread_end() const {
  if (!known()) return kFirstTryTimeout;
  return from_ns(smoothed_ns_ + 4 * deviation_ns_);
}

Duration RttEstimator::try_timeout() const {
  if (!known()) return kFirstTryTimeout;
  return std::clamp(2 * spread_end(), kTryTimeoutFloor, kTryTimeoutCeiling);
}

}  // namespace sounder
