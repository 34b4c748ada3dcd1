#include "tests/scan/lab/proof.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <random>
#include <set>

#include "tests/support/net_namespace.h"

namespace sounder::test {
namespace {

constexpr std::chrono::seconds kLongestScan{100};

struct Found {
  std::uint64_t right = 0;
  std::uint64_t wrong = 0;  // no such port, or the same one again
  std::uint64_t missed = 0;
};

Found compare(const Proof& proof, const ScanRun& run) {
  std::set<std::pair<std::string, std::uint16_t>> open;
  for (std::uint32_t i = 0; i < proof.hosts; ++i)
    for (const std::uint16_t port : proof.open.empty() ? proof.lab.open : proof.open)
      open.emplace(lab_address(proof.first_host + i), port);
  Found found;
  for (const auto& entry : run.open)
    open.erase({entry.first, entry.second}) == 1 ? ++found.right : ++found.wrong;
  found.missed = open.size();
  return found;
}

std::string line_of(const Proof& proof, const Outcome& outcome, const Found& found) {
  const ScanRun& run = outcome.run;
  const bool silence =
      std::ranges::any_of(run.hosts, [](const auto& host) { return host.second.stopped_answering; });
  return fmt::format(
      "lab: {}, {}, seed {}: open {} of {}, {} wrong; closed {} filtered {}, {} of them unproven, "
      "unreachable {} untested {}; "
      "{:.2f} s, "
      "{} sent{}{}",
      proof.name, proof.engine, proof.lab.seed, found.right, found.right + found.missed, found.wrong,
      run.total.closed, run.total.filtered, run.total.unproven, run.total.unreachable, run.total.untested,
      seconds(run.took), run.sent, silence ? ", stopped answering" : "",
      proof.lab.wire == Wire::kLink ? ", " + line_of(outcome.link) : "");
}

std::string judge(const Proof& proof, const Outcome& outcome, const Found& found) {
  const ScanRun& run = outcome.run;
  if (!run.problem.empty()) return run.problem;
  if (run.exit != 0) return fmt::format("exit code {}: {}", run.exit, run.said);
  if (run.probes != proof.probes || run.total.sum() != run.probes)
    return fmt::format("{} probes asked, {} told, {} in five states", proof.probes, run.probes,
                       run.total.sum());
  if (run.total.untested != 0) return "untested";
  if (found.missed != 0 || found.wrong != 0)
    return fmt::format("missed {}, wrong {}", found.missed, found.wrong);
  if (run.total.open != found.right) return "the summary counts other open ports than were told";
  if (!speed_is_judged()) return {};
  if (run.took > proof.within)
    return fmt::format("took {:.2f} s of {:.2f}", seconds(run.took), seconds(proof.within));
  const LinkTotals& totals = outcome.link.totals;
  const double over_half = std::max(totals.there.over_half_share(), totals.back.over_half_share());
  if (over_half > proof.over_half_share)
    return fmt::format("a queue was more than half full {:.0f} % of the time", 100 * over_half);
  return {};
}

}  // namespace

bool speed_is_judged() { return std::getenv("SOUNDER_LAB_JUDGES_SPEED") != nullptr; }

std::vector<std::uint16_t> some_ports(std::size_t count, std::uint64_t seed, std::uint16_t most) {
  std::mt19937_64 random(seed);
  std::uniform_int_distribution<std::uint16_t> any(1, most);
  std::set<std::uint16_t> ports;
  while (ports.size() < count) ports.insert(any(random));
  return {ports.begin(), ports.end()};
}

std::string firewall_but(const std::vector<std::uint16_t>& ports, const std::string& verdict) {
  return fmt::format(
      "table inet lab {{\n chain in {{\n type filter hook input priority 0;\n"
      " iifname lo accept\n tcp dport {{ {} }} accept\n {}\n }}\n}}\n",
      fmt::join(ports, ", "), verdict);
}

std::string line_of(const LinkReport& link) {
  const auto& [there, back] = link.totals;
  return fmt::format(
      "packets {} + {}, lost {} + {}, dropped {} + {}, largest queue {} + {}, over half {:.2f} + {:.2f}; "
      "late {:.1f} "
      "ms, refused {}, overrun {}",
      there.arrived, back.arrived, there.lost, back.lost, there.dropped, back.dropped, there.largest_queue,
      back.largest_queue, there.over_half_share(), back.over_half_share(),
      1e3 * seconds(link.faults.most_late), link.faults.refused, link.faults.overrun);
}

std::string prove(const Proof& proof, Outcome& outcome) {
  Lab lab;
  if (auto problem = lab.start(proof.lab); !problem.empty()) return problem;
  for (const auto& [name, value] : proof.settings)
    if (!write_file("/proc/sys/net/" + name, value)) return "cannot set net/" + name;
  std::vector<std::string> words = proof.words;
  words.insert(words.end(), {"--engine", proof.engine, "--seed", std::to_string(proof.lab.seed)});
  outcome.run = run_scan_program(words, proof.start, kLongestScan);
  outcome.link = lab.finish();
  const Found found = compare(proof, outcome.run);
  const std::string line = line_of(proof, outcome, found);
  std::puts(line.c_str());
  std::fflush(stdout);
  const std::string problem = judge(proof, outcome, found);
  return problem.empty() ? "" : problem + "\n" + line;
}

testing::AssertionResult holds(const Proof& proof, const std::function<std::string(const Outcome&)>& more) {
  return in_net_namespace([&]() -> std::string {
    Outcome outcome;
    if (auto problem = prove(proof, outcome); !problem.empty()) return problem;
    return more ? more(outcome) : "";
  });
}

}  // namespace sounder::test
