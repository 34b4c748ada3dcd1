// Which plan does a job.
#pragma once

#include <memory>

#include "cli/scan_words.h"
#include "scan/engine.h"
#include "scan/plan.h"
#include "scan/scan_order.h"

namespace sounder {

// The plan for one share of the job, on this engine. The job must outlive it.
std::unique_ptr<ScanPlan> make_plan(const ScanJob& job, Share share, const ProbeEngine& engine);

}  // namespace sounder
