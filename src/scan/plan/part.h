// What one plan of a scan does: its slice of the pairs, and its part of what all plans may send together.
// Values.
#pragma once

#include <cstdint>

#include "scan/targets/scan_order.h"

namespace sounder {

// Rates and caps are those of the whole scan. Its plans, each on a thread of its own, have equal parts.
class Budget {
 public:
  constexpr Budget() = default;
  // Precondition: plans > 0.
  constexpr explicit Budget(std::uint32_t plans) : plans_(plans) {}
  // The part of one plan. Of infinity: infinity.
  constexpr double of(double whole_per_s) const { return whole_per_s / plans_; }

 private:
  std::uint32_t plans_ = 1;
};

struct PlanPart {
  Slice slice;
  Budget budget;

  // The part of plan number `index` of `count` plans.
  static constexpr PlanPart even(std::uint32_t index, std::uint32_t count) {
    return {{index, count}, Budget(count)};
  }
};

}  // namespace sounder
