// The scenarios of the lab: each case that the plan is tuned on, with what it must reach.
#pragma once

#include <cstdint>
#include <vector>

#include "tests/scan/sim/scenario.h"

namespace sounder::sim {

struct LabCase {
  std::string name;
  std::function<Scenario(std::uint64_t seed)> scenario;
  int seeds = 20;
  double longest_s = 10;
  double least_found = 1;   // of the open ports, in every seed
  double most_full = 0.25;  // share of the time that a queue may be nine tenths full
  double most_half = 1;     // or over half full
};

const std::vector<LabCase>& lab();

}  // namespace sounder::sim
