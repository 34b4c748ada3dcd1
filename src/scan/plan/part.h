// What one plan of a scan does: its slice of the pairs, and its part of what all plans may send together.
// Values.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "scan/plan/host_turns.h"
#include "scan/plan/link_places.h"
#include "scan/plan/link_witness.h"
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

// What the plans of a scan tell each other, each of which knows a slice only. Thread-safe.
struct SliceNews {
  HostTurns turns;
  // Of the hosts of this machine and link, and of those beyond.
  struct Link {
    LinkWitness witness;
    LinkPlaces places;
  };
  Link near;
  Link routed;
};

struct PlanPart {
  Slice slice;
  Budget budget;
  std::shared_ptr<SliceNews> news = std::make_shared<SliceNews>();  // shared by all plans of a scan

  // The part of plan number `index` of `count` plans, which does not know of the others.
  static PlanPart even(std::uint32_t index, std::uint32_t count) { return {{index, count}, Budget(count)}; }
  // The parts of all `count` plans of a scan.
  static std::vector<PlanPart> split(std::uint32_t count) {
    std::vector<PlanPart> parts;
    const auto news = std::make_shared<SliceNews>();
    for (std::uint32_t i = 0; i < count; ++i) parts.push_back({{i, count}, Budget(count), news});
    return parts;
  }
};

}  // namespace sounder
