// The cap on a scan's rate, as keys change it. It never exceeds the rate that was asked for. Pure, a value.
#pragma once

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>

namespace sounder {

class RateCap {
 public:
  static constexpr double kNone = std::numeric_limits<double>::infinity();

  // `most`: the rate that was asked for.
  explicit RateCap(std::optional<double> most) : most_(most.value_or(kNone)), per_s_(most_) {}

  double per_s() const { return per_s_; }
  bool at_most_asked_for() const { return most_ != kNone && per_s_ == most_; }
  // `reached_per_s`: what is being sent now. Half of it, or of the cap where that is less; at least one a
  // second.
  void lower(double reached_per_s) {
    beyond_ = 0;
    const double from = reached_per_s >= 1 ? std::min(per_s_, reached_per_s) : per_s_;
    if (from != kNone) per_s_ = std::max(1.0, std::round(from / 2));
  }
  // Twice as much, up to the rate that was asked for. A cap that has been raised kBeyond times although the
  // scan did not reach it is lifted.
  void raise(double reached_per_s) {
    beyond_ = per_s_ > 2 * reached_per_s ? beyond_ + 1 : 0;
    per_s_ = std::min(most_, beyond_ >= kBeyond ? kNone : 2 * per_s_);
  }

 private:
  static constexpr int kBeyond = 3;
  double most_;
  double per_s_;
  int beyond_ = 0;
};

}  // namespace sounder
