#include "scan/workers.h"

#include "scan/engine/reach_by_routes.h"
#include "scan/plan/in_turn_plan.h"
#include "scan/plan/parallel_plan.h"

namespace sounder {

std::unique_ptr<ScanPlan> make_plan(const ScanRequest& request, ScanManner manner, const SavedScan* before,
                                    const PlanPart& part, const ProbeEngine& engine, ReachOf reach) {
  if (manner == ScanManner::kInTurn) return std::make_unique<InTurnPlan>(request, engine.traits());
  return std::make_unique<ParallelPlan>(request, part, engine.traits(), engine.now(), std::move(reach),
                                        before);
}

std::vector<Worker> make_workers(const ScanRequest& request, ScanManner manner, const SavedScan* before,
                                 ScanEngines engines) {
  std::vector<Worker> workers;
  const auto parts = PlanPart::split(static_cast<std::uint32_t>(engines.each.size()));
  for (std::size_t i = 0; i < parts.size(); ++i) {
    auto plan = make_plan(request, manner, before, parts[i], *engines.each[i],
                          reach_by_routes(request.targets, engines.route));
    workers.push_back({std::move(plan), std::move(engines.each[i])});
  }
  return workers;
}

}  // namespace sounder
