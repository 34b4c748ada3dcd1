#include "cli/scan_plan.h"

#include "scan/in_turn_plan.h"
#include "scan/parallel_plan.h"

namespace sounder {

std::unique_ptr<ScanPlan> make_plan(const ScanJob& job, Share share, const ProbeEngine& engine) {
  if (job.in_turn) return std::make_unique<InTurnPlan>(job.request, engine.traits());
  return std::make_unique<ParallelPlan>(job.request, share, engine.traits(), engine.now(), reach_by_address,
                                        job.before ? &*job.before : nullptr);
}

}  // namespace sounder
