#include "scan/engine/engine_dry.h"

#include <gtest/gtest.h>

#include <set>

#include "net/services.h"
#include "scan/plan/in_turn_plan.h"
#include "scan/plan/parallel_plan.h"
#include "scan/run.h"

namespace sounder {
namespace {

ScanRequest request_for(const char* targets, const char* ports, std::uint64_t seed) {
  ScanRequest request{.targets = TargetSet::make(parse_address_word(targets).value()).value(),
                      .ports = PortSet::parse(ports, Services::instance()).value()};
  request.seed = seed;
  return request;
}

template <typename MakePlan>
std::vector<Endpoint> shown(MakePlan make_plan) {
  std::vector<Endpoint> order;
  DryEngine engine([&](const Endpoint& to) { order.push_back(to); });
  auto plan = make_plan(engine);
  run_scan(plan, engine, {}, [](const Turn&) {});
  return order;
}

std::vector<Endpoint> shown_by_parallel_plan(const ScanRequest& request) {
  return shown([&](DryEngine& engine) { return ParallelPlan(request, {}, engine.traits(), engine.now()); });
}

TEST(DryEngine, ShowsEveryPairOnce) {
  for (const auto& [targets, ports] :
       {std::pair{"10.0.0.1", "-"}, std::pair{"10.0.0.0/20", "80,443"}, std::pair{"10.0.0.0/28", "1-3000"},
        std::pair{"127.0.0.1", "1-9999"}}) {
    const ScanRequest request = request_for(targets, ports, 3);
    const auto order = shown_by_parallel_plan(request);
    EXPECT_EQ(order.size(), request.pairs());
    EXPECT_EQ(std::set(order.begin(), order.end()).size(), request.pairs());
  }
}

TEST(DryEngine, TheOrderIsThePermutationsOwn) {
  const ScanRequest request = request_for("10.0.0.1", "-", 5);
  const ScanOrder expected(request, {});
  const auto order = shown_by_parallel_plan(request);
  ASSERT_EQ(order.size(), 65535U);
  for (std::uint32_t i = 0; i < order.size(); ++i)
    ASSERT_EQ(order[i].port, expected.port_of(expected.pair_index(0, i))) << i;
}

TEST(DryEngine, TheSeedMakesTheOrder) {
  const auto order = shown_by_parallel_plan(request_for("10.0.0.0/28", "1-100", 7));
  EXPECT_EQ(order, shown_by_parallel_plan(request_for("10.0.0.0/28", "1-100", 7)));
  EXPECT_NE(order, shown_by_parallel_plan(request_for("10.0.0.0/28", "1-100", 8)));
}

TEST(DryEngine, ThePlainScannersOrderIsTheRequests) {
  ScanRequest request = request_for("10.0.0.0/30", "1-50", 7);
  request.max_rate_per_s = 1;  // a wait of three minutes, if time were real
  const auto order = shown([&](DryEngine& engine) { return InTurnPlan(request, engine.traits()); });
  ASSERT_EQ(order.size(), request.pairs());
  for (std::size_t i = 0; i < order.size(); ++i) EXPECT_EQ(order[i], request.endpoint(i));
}

}  // namespace
}  // namespace sounder
