// How fast a number has been growing over the last seconds. Pure, a value.
#pragma once

#include <algorithm>
#include <cstdint>
#include <deque>

#include "base/clock.h"

namespace sounder {

class RateMeter {
 public:
  // Long enough that the figure can be read, short enough that it follows a change of speed.
  static constexpr Duration kWindow = std::chrono::seconds(3);

  explicit RateMeter(Instant start) : start_{start, 0} {}

  // The rate per second up to now. Memory: one sample for each call within kWindow.
  double rate_per_s(Instant now, std::uint64_t count) {
    while (!recent_.empty() && now - recent_.front().at > kWindow) recent_.pop_front();
    const Sample from = recent_.empty() ? start_ : recent_.front();
    recent_.push_back({now, count});
    const double span_s = std::max(seconds(now - from.at), 1e-3);
    return static_cast<double>(count - std::min(count, from.count)) / span_s;
  }
  // Forgets what came before, after a pause for example.
  void restart(Instant now, std::uint64_t count) {
    recent_.clear();
    start_ = {now, count};
  }

 private:
  struct Sample {
    Instant at;
    std::uint64_t count;
  };
  Sample start_;
  std::deque<Sample> recent_;
};

}  // namespace sounder
