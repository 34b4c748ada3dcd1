// Scans behind policers, drawn at random and in virtual time: policer_sweep [--seeds N] [FIRST [COUNT]].
// Prints the draws that a scan went wrong in, and a table; exit 1 if an open port was missed or one that
// answers was called filtered. One draw (`policer_sweep --seeds 20 182 1`): prints every scan; with `--seed
// 7` only that one.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <array>
#include <atomic>
#include <mutex>
#include <optional>
#include <string_view>
#include <thread>

#include "tests/scan/sim/policed.h"

namespace sounder::sim {
namespace {

// Scans, and how many of them went wrong in each way.
struct Tally {
  std::uint64_t draws = 0;
  std::uint64_t scans = 0;
  std::uint64_t missed = 0;
  std::uint64_t false_filtered = 0;
  std::uint64_t unproven = 0;
  std::uint64_t slow = 0;
  std::uint64_t wrong = 0;

  void add(const Faults& faults) {
    ++scans;
    missed += faults.missed > 0 ? 1U : 0U;
    false_filtered += faults.false_filtered > 0 ? 1U : 0U;
    unproven += faults.unproven > 0 ? 1U : 0U;
    slow += faults.slow ? 1U : 0U;
    wrong += faults.wrong() ? 1U : 0U;
  }
  Tally& operator+=(const Tally& other) {
    draws += other.draws;
    scans += other.scans;
    missed += other.missed;
    false_filtered += other.false_filtered;
    unproven += other.unproven;
    slow += other.slow;
    wrong += other.wrong;
    return *this;
  }
};

struct Draw {
  Scenario scenario;
  Tally tally{.draws = 1};
  std::string text;  // what there is to say about it
};

// From the first to the last.
struct Seeds {
  std::uint64_t first = 1;
  std::uint64_t last = 1;
};

Draw scan(std::uint64_t index, Seeds seeds, bool in_full) {
  Draw draw;
  std::string name;
  double worst = 0;  // of the time allowed
  for (std::uint64_t seed = seeds.first; seed <= seeds.last; ++seed) {
    Policed one = policed(index, seed);
    const Outcome outcome = run(one.scenario, one.seed);
    const Faults faults = faults_of(one, outcome);
    draw.tally.add(faults);
    worst = std::max(worst, seconds(outcome.elapsed) / one.longest_s);
    if (in_full || faults.wrong())
      draw.text += fmt::format("   seed {}: {} (limit {:.1f} s){}\n", seed, outcome.to_string(),
                               one.longest_s, faults.to_string());
    name = one.name;
    draw.scenario = std::move(one.scenario);
  }
  const Tally& tally = draw.tally;
  if (tally.wrong + tally.unproven + tally.slow > 0 || in_full)
    draw.text =
        fmt::format("{}: of {} scans {} wrong, {} unproven, {} over time (the slowest {:.2f} of it)\n{}",
                    name, tally.scans, tally.wrong, tally.unproven, tally.slow, worst, draw.text);
  return draw;
}

// All draws, by as many threads as there are processors; told in order.
std::vector<Draw> scan_all(std::uint64_t first, std::uint64_t count, Seeds seeds) {
  std::vector<std::optional<Draw>> draws(count);
  std::atomic<std::uint64_t> next = 0;
  std::uint64_t told = 0;
  std::mutex mutex;  // guards draws and told
  const auto work = [&] {
    for (std::uint64_t i = 0; (i = next++) < count;) {
      Draw draw = scan(first + i, seeds, count == 1);
      const std::lock_guard lock(mutex);
      draws[i] = std::move(draw);
      for (; told < count && draws[told]; ++told) fmt::print("{}", draws[told]->text);
      std::fflush(stdout);
    }
  };
  {
    std::vector<std::jthread> threads(std::max(1U, std::thread::hardware_concurrency()));
    for (std::jthread& thread : threads) thread = std::jthread(work);
  }
  std::vector<Draw> all;
  for (std::optional<Draw>& draw : draws) all.push_back(std::move(*draw));
  return all;
}

struct Kind {
  const char* name;
  bool (*has)(const Scenario&);
};
constexpr std::array kKinds{
    Kind{"all", [](const Scenario&) { return true; }},
    Kind{"one host, one thread", [](const Scenario& s) { return s.hosts == 1 && s.slices == 1; }},
    Kind{"one host, two threads", [](const Scenario& s) { return s.hosts == 1 && s.slices == 2; }},
    Kind{"hosts that share it, one thread", [](const Scenario& s) { return s.hosts > 1 && s.slices == 1; }},
    Kind{"hosts that share it, two threads", [](const Scenario& s) { return s.hosts > 1 && s.slices == 2; }},
    Kind{"loopback", [](const Scenario& s) { return s.reach == Reach::kLoopback; }},
    Kind{"on link", [](const Scenario& s) { return s.reach == Reach::kOnLink; }},
    Kind{"routed", [](const Scenario& s) { return s.reach == Reach::kRouted; }},
    Kind{"SYN", [](const Scenario& s) { return !s.engine.traits.kernel_retransmits; }},
    Kind{"connect", [](const Scenario& s) { return s.engine.traits.kernel_retransmits; }},
};

// Number of scans each, as a table of docs/plan.md. Returns that of all.
Tally print_table(const std::vector<Draw>& draws) {
  fmt::print(
      "\n| kind | draws | scans | missed open | false filtered | unproven | over time |\n"
      "| --- | --: | --: | --: | --: | --: | --: |\n");
  Tally all;
  for (const Kind& kind : kKinds) {
    Tally sum;
    for (const Draw& draw : draws)
      if (kind.has(draw.scenario)) sum += draw.tally;
    fmt::print("| {} | {} | {} | {} | {} | {} | {} |\n", kind.name, sum.draws, sum.scans, sum.missed,
               sum.false_filtered, sum.unproven, sum.slow);
    if (&kind == kKinds.data()) all = sum;
  }
  return all;
}

}  // namespace
}  // namespace sounder::sim

int main(int argc, char** argv) {
  using namespace sounder::sim;
  std::uint64_t first = 1;
  std::uint64_t count = 200;
  Seeds seeds;
  CLI::App app("scans behind policers drawn at random");
  app.add_option("FIRST", first, "the first draw");
  app.add_option("COUNT", count, "how many draws")->check(CLI::PositiveNumber);
  auto* each = app.add_option("--seeds", seeds.last, "scans of each draw")->check(CLI::PositiveNumber);
  auto* only =
      app.add_option("--seed", seeds.first, "only the scan with this seed")->check(CLI::PositiveNumber);
  only->excludes(each);
  CLI11_PARSE(app, argc, argv);

  if (*only) seeds.last = seeds.first;
  const Tally all = print_table(scan_all(first, count, seeds));
  fmt::print("\n{} of {} scans went wrong; {} took longer than the policer demands\n", all.wrong, all.scans,
             all.slow);
  return all.wrong == 0 ? 0 : 1;
}
