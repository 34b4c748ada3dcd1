// The round trip to one host: smoothed and its deviation (RFC 6298), and the smallest recent one. Pure, a
// value.
#pragma once

#include <optional>

#include "base/clock.h"
#include "scan/event.h"

namespace sounder {

// How long a try is waited for before anything is known of its host (RFC 6298, 2.1).
inline constexpr Duration kFirstTryTimeout = std::chrono::seconds(1);
// Never shorter: a busy machine with two cores may read an answer some milliseconds after it came.
inline constexpr Duration kTryTimeoutFloor = std::chrono::milliseconds(20);
// Never longer: 2 s is more than a satellite's round trip with its queue; later answers still count.
inline constexpr Duration kTryTimeoutCeiling = std::chrono::seconds(2);

class RttEstimator {
 public:
  void add(Instant now, Duration rtt);

  bool known() const { return smoothed_ns_ > 0; }
  std::optional<Duration> smoothed() const;
  // What a report says of it; nullopt before the first sample.
  std::optional<RoundTrip> round_trip() const;
  // The smallest round trip of the last 10 to 20 s; zero before the first sample.
  Duration smallest() const;
  // RFC 6298 section 2: smoothed + 4 deviations; 1 s before the first sample (2.1). No floor: callers know
  // theirs.
  Duration spread_end() const;
  // How long a try is waited for: a multiple of the round trip between the floor and the ceiling.
  Duration try_timeout() const;

 private:
  float smoothed_ns_ = 0;
  float deviation_ns_ = 0;
  float smallest_ns_ = 0;         // of this window of 10 s
  float smallest_before_ns_ = 0;  // of the one before it; 0: there was none
  Instant window_start_{};
};

}  // namespace sounder
