// What the threads of a scan run: a plan for each engine, over its slice of the pairs.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "scan/engine/engines.h"
#include "scan/parallel_scan.h"
#include "scan/plan/part.h"
#include "scan/plan/plan.h"

namespace sounder {

enum class ScanManner : std::uint8_t { kParallel, kInTurn };

// One plan, on this engine. `before`: what an earlier run did; nullptr: nothing. It must outlive the plan.
std::unique_ptr<ScanPlan> make_plan(const ScanRequest& request, ScanManner manner, const SavedScan* before,
                                    const PlanPart& part, const ProbeEngine& engine,
                                    ReachOf reach = reach_by_address);

// A plan for each engine, with distances from this machine's routes. The rest as above.
std::vector<Worker> make_workers(const ScanRequest& request, ScanManner manner, const SavedScan* before,
                                 ScanEngines engines);

}  // namespace sounder
