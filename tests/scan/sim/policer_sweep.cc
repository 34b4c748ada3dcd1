// Scans behind policers: policer_sweep [FIRST [COUNT]]. Prints those that go wrong, and how many did.
#include <fmt/format.h>

#include <cstdlib>

#include "tests/scan/sim/policed.h"

int main(int argc, char** argv) {
  using namespace sounder;
  using namespace sounder::sim;
  const auto argument = [&](int i, std::uint64_t otherwise) {
    return argc > i ? std::strtoull(argv[i], nullptr, 10) : otherwise;
  };
  const std::uint64_t first = argument(1, 1);
  const std::uint64_t count = argument(2, 200);
  std::uint64_t failed = 0;
  for (std::uint64_t index = first; index < first + count; ++index) {
    const Policed one = policed(index);
    const Outcome outcome = run(one.scenario, index);
    const std::string fault = fault_of(one, outcome);
    failed += fault.empty() ? 0U : 1U;
    if (fault.empty() && count > 1) continue;
    fmt::print("{}\n   {} (limit {:.1f} s){}\n", one.name, outcome.to_string(), one.longest_s,
               fault.empty() ? "" : " **" + fault.substr(1) + "**");
    std::fflush(stdout);
  }
  fmt::print("{} of {} scans went wrong\n", failed, count);
  return failed == 0 ? 0 : 1;
}
