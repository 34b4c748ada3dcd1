// How fast a path delivers: probes that its answers stand for, by the time when the answers came. While a
// queue stands, that is the rate of the bottleneck (BBR's delivery rate, windowed maximum). Pure, a value.
#pragma once

#include <algorithm>
#include <array>

#include "base/clock.h"

namespace sounder {

class DeliveryRate {
 public:
  explicit DeliveryRate(Instant start) : window_start_(start) {}

  // An answer came; it stands for so many probes.
  void on_answer(double probes) { probes_ += probes; }
  // Closes the current window if it is as long as that.
  void update(Instant now, Duration window) {
    if (now - window_start_ < window) return;
    std::ranges::rotate(per_s_, per_s_.begin() + 1);
    per_s_.back() = probes_ / seconds(now - window_start_);
    probes_ = 0;
    window_start_ = now;
  }
  // The fastest of the last windows; 0 without answers.
  double most_per_s() const { return std::ranges::max(per_s_); }

 private:
  static constexpr std::size_t kWindows = 3;  // of half a round trip each

  std::array<double, kWindows> per_s_{};
  Instant window_start_;
  double probes_ = 0;
};

}  // namespace sounder
