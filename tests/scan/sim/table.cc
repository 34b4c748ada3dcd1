// Prints the table of docs/plan.md, "Simulated": build/release/tests/scan/sim/plan_table [word in a
// case's name]
#include <fmt/format.h>

#include <algorithm>
#include <string_view>

#include "tests/scan/sim/lab.h"

int main(int argc, char** argv) {
  using namespace sounder;
  using namespace sounder::sim;
  const std::string_view wanted = argc > 1 ? argv[1] : "";
  fmt::print(
      "| case | seeds | found, worst seed | false open | false filtered | seconds, mean and worst | probes a "
      "pair | largest queue "
      "| queue over half | queue full |\n");
  fmt::print("| --- | --: | --: | --: | --: | --: | --: | --: | --: | --: |\n");
  bool all_well = true;
  for (const LabCase& one : lab()) {
    if (one.name.find(wanted) == std::string::npos) continue;
    Outcome worst;
    double sum_s = 0;
    double sent = 0;
    bool well = true;
    for (int seed = 1; seed <= one.seeds; ++seed) {
      const Outcome outcome =
          run(one.scenario(static_cast<std::uint64_t>(seed)), static_cast<std::uint64_t>(seed));
      if (argc > 2) fmt::print("{}: {}\n", seed, outcome.to_string());
      if (seed == 1) worst = outcome;
      well = well && outcome.done && outcome.counts.total() == outcome.pairs && outcome.repeated == 0;
      if (outcome.open - outcome.found > worst.open - worst.found) {
        worst.found = outcome.found;
        worst.open = outcome.open;
      }
      worst.false_open += seed == 1 ? 0 : outcome.false_open;
      worst.false_silent += seed == 1 ? 0 : outcome.false_silent;
      worst.elapsed = std::max(worst.elapsed, outcome.elapsed);
      worst.use.largest_queue = std::max(worst.use.largest_queue, outcome.use.largest_queue);
      worst.use.full_share = std::max(worst.use.full_share, outcome.use.full_share);
      worst.use.half_share = std::max(worst.use.half_share, outcome.use.half_share);
      sum_s += seconds(outcome.elapsed);
      sent += static_cast<double>(outcome.sent) / static_cast<double>(outcome.pairs);
    }
    const bool reached =
        well && worst.false_open == 0 && seconds(worst.elapsed) <= one.longest_s &&
        static_cast<double>(worst.found) >= one.least_found * static_cast<double>(worst.open) &&
        worst.use.full_share <= one.most_full && worst.use.half_share <= one.most_half;
    all_well = all_well && reached;
    fmt::print(
        "| {}{} | {} | {} of {} | {} | {} | {:.2f}, {:.2f} | {:.2f} | {:.0f} | {:.0f} % | {:.0f} % |\n",
        reached ? "" : "**short** ", one.name, one.seeds, worst.found, worst.open, worst.false_open,
        worst.false_silent, sum_s / one.seeds, seconds(worst.elapsed), sent / one.seeds,
        worst.use.largest_queue, 100 * worst.use.half_share, 100 * worst.use.full_share);
    std::fflush(stdout);
  }
  return all_well ? 0 : 1;
}
