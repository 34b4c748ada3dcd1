// Scans of hosts behind policers, swept over what a policer may be (docs/plan.md, "Policers").
#pragma once

#include "tests/scan/sim/scenario.h"

namespace sounder::sim {

struct Policed {
  std::string name;
  Scenario scenario;
  double longest_s = 0;  // 1.3 times what the policer needs for each pair once, and three seconds
};

// How much longer a scan by one plan of one host may take (docs/plan.md says which do).
inline constexpr double kPolicedTolerance = 3;

// Number `index` of the sweep: every parameter drawn from its range, the same for the same index.
Policed policed(std::uint64_t index);
// What is wrong with the outcome; empty: nothing.
std::string fault_of(const Policed& policed, const Outcome& outcome);

}  // namespace sounder::sim
