// Scans of hosts behind policers, swept over what a policer may be (docs/plan.md, "Policers").
#pragma once

#include <cstdint>

#include "tests/scan/sim/scenario.h"

namespace sounder::sim {

struct Policed {
  std::string name;
  Scenario scenario;
  std::uint64_t seed = 0;  // for run(); each draw has seeds of its own
  double longest_s = 0;    // 1.3 times what the policer needs for each pair once, and three seconds
};

// How much longer a scan by one plan of one host may take (docs/plan.md says which do).
inline constexpr double kPolicedTolerance = 3;

// Draw number `index` of the sweep: every parameter drawn from its range, the same for the same index.
// `seed` is that of the network, the scan and which ports are open, 1 for the first.
Policed policed(std::uint64_t index, std::uint64_t seed = 1);

// What is wrong with the outcome.
struct Faults {
  bool accounting = false;   // not to the end, a pair not told once, or a port called open that is not
  std::uint64_t missed = 0;  // open ports
  std::uint64_t false_filtered = 0;  // ports that answer, and are said not to as if that were known
  std::uint64_t unproven = 0;        // silent ports; the scan says so
  bool slow = false;

  // What no scan may do. The others cost time, or are told.
  bool wrong() const { return accounting || missed > 0 || false_filtered > 0; }
  std::string to_string() const;  // " **...**", or empty
};
Faults faults_of(const Policed& policed, const Outcome& outcome);

}  // namespace sounder::sim
