// The scanner in front of a host that lets only so many SYNs a second pass, or bans who sends more (nft, as
// on a firewall of today): what is dropped is asked again, and never called filtered.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include "tests/scan/lab/proof.h"

namespace sounder::test {
namespace {

using namespace std::chrono_literals;

struct Limit {
  int per_s;
  int burst;
  std::uint16_t ports;
  Duration within;
  friend void PrintTo(const Limit& limit, std::ostream* out) {
    *out << limit.per_s << "/s, burst " << limit.burst;
  }
};

// 1.3 times what the policer needs for each port once, and 3 s.
constexpr Limit k25{25, 50, 300, 18'600ms};
constexpr Limit k200{200, 20, 1000, 9500ms};
constexpr Limit k500{500, 5, 1000, 5600ms};
constexpr Limit k2000{2000, 200, 10'000, 9500ms};

// From the first tenth of the range to the last.
std::vector<std::uint16_t> open_of(std::uint16_t ports) {
  std::vector<std::uint16_t> open;
  for (const int percent : {4, 27, 55, 71, 98})
    open.push_back(static_cast<std::uint16_t>(ports * percent / 100));
  return open;
}

// `also` is what comes before, `over` what is done with what comes after it beyond the limit.
std::string firewall(const Limit& limit, const std::string& also, const std::string& over) {
  return fmt::format(
      "table inet lab {{\n set banned {{\n type ipv4_addr; flags dynamic, timeout;\n }}\n"
      " chain in {{\n type filter hook input priority 0;\n iifname lo accept\n {}\n"
      " tcp flags & (syn | ack) == syn limit rate over {}/second burst {} packets {}\n }}\n}}\n",
      also, limit.per_s, limit.burst, over);
}

Proof proof_of(const Limit& limit, bool routed, const std::string& engine, std::string rules) {
  return {.name = fmt::format("{}/s, burst {}, {} ports, {}", limit.per_s, limit.burst, limit.ports,
                              routed ? "behind a router" : "on the link"),
          .engine = engine,
          .lab = {.open = open_of(limit.ports),
                  .firewall = std::move(rules),
                  .wire = routed ? Wire::kRouter : Wire::kOnLink},
          .words = {lab_address(1), "-p", fmt::format("1-{}", limit.ports)},
          .probes = limit.ports,
          .within = limit.within};
}

using Case = std::tuple<Limit, bool, std::uint64_t, std::string>;
class Policer : public testing::TestWithParam<Case> {};

std::string name_of(const testing::TestParamInfo<Case>& one) {
  const auto& [limit, routed, seed, engine] = one.param;
  return fmt::format("Rate{}Burst{}_{}Seed{}_{}", limit.per_s, limit.burst, routed ? "Router" : "OnLink",
                     seed, engine);
}
const auto kEngines = testing::Values(std::string("connect"), std::string("syn"));
// The quickest in `make test`, all in `make lab`.
INSTANTIATE_TEST_SUITE_P(ScanLab, Policer,
                         testing::Combine(testing::Values(k500), testing::Bool(),
                                          testing::Range<std::uint64_t>(1, 2), kEngines),
                         name_of);
INSTANTIATE_TEST_SUITE_P(ScanLabMore, Policer,
                         testing::Combine(testing::Values(k25, k200, k2000), testing::Bool(),
                                          testing::Range<std::uint64_t>(1, 3), kEngines),
                         name_of);

TEST_P(Policer, HidesNoPortAndIsNotTakenForAFilter) {
  const auto& [limit, routed, seed, engine] = GetParam();
  Proof proof = proof_of(limit, routed, engine, firewall(limit, "", "drop"));
  proof.lab.seed = seed;
  EXPECT_TRUE(holds(proof, [](const Outcome& outcome) {
    return outcome.run.total.filtered == 0 ? "" : "closed ports are called filtered";
  }));
}

class Ban : public testing::TestWithParam<std::string> {};
INSTANTIATE_TEST_SUITE_P(ScanLabMore, Ban, kEngines, [](const auto& one) { return one.param; });

TEST_P(Ban, OfTenSecondsIsToldAndNotTakenForAFilter) {
  const Limit limit{100, 200, 1000, 70s};
  Proof proof =
      proof_of(limit, true, GetParam(),
               firewall(limit, "ip saddr @banned drop", "add @banned { ip saddr timeout 10s } drop"));
  proof.name += ", then a ban";
  EXPECT_TRUE(holds(proof, [](const Outcome& outcome) {
    const ScannedHost& total = outcome.run.total;
    const auto host = outcome.run.hosts.find(lab_address(1));
    if (host == outcome.run.hosts.end() || !host->second.stopped_answering)
      return "it is not told that this host stopped answering";
    return total.filtered == total.unproven ? "" : "closed ports are called filtered";
  }));
}

}  // namespace
}  // namespace sounder::test
