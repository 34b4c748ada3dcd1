// Which plan does a job.
#pragma once

#include <memory>

#include "cli/scan_words.h"
#include "scan/engine.h"
#include "scan/parallel_plan.h"
#include "scan/plan.h"
#include "scan/scan_order.h"

namespace sounder {

// How far away targets are, as this machine's routes say, for one plan: to be called by one thread at a time.
// More than kMostOnLinkHosts targets are no neighbours, and are not asked for one by one.
ReachOf reach_by_routes(const TargetSet& targets);

// The plan for one share of the job, on this engine. The job must outlive it.
std::unique_ptr<ScanPlan> make_plan(const ScanJob& job, Share share, const ProbeEngine& engine,
                                    ReachOf reach = reach_by_address);

}  // namespace sounder
