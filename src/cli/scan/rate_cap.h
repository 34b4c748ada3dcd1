// The cap on a scan's rate, as keys change it. Pure, a value.
#pragma once

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>

namespace sounder {

class RateCap {
 public:
  static constexpr double kNone = std::numeric_limits<double>::infinity();

  explicit RateCap(std::optional<double> requested) : per_s_(requested.value_or(kNone)) {}

  double per_s() const { return per_s_; }
  // `reached_per_s`: what is being sent now. Half of it, or of the cap where that is less; at least one a
  // second.
  void lower(double reached_per_s) {
    beyond_ = 0;
    const double from = reached_per_s >= 1 ? std::min(per_s_, reached_per_s) : per_s_;
    if (from != kNone) per_s_ = std::max(1.0, std::round(from / 2));
  }
  // Twice as much. A cap that has been raised kBeyond times although it was no limit any more is lifted.
  void raise(double reached_per_s) {
    beyond_ = per_s_ > 2 * reached_per_s ? beyond_ + 1 : 0;
    per_s_ = beyond_ >= kBeyond ? kNone : 2 * per_s_;
  }

 private:
  static constexpr int kBeyond = 3;
  double per_s_;
  int beyond_ = 0;
};

}  // namespace sounder
