#include "cli/scan_plan.h"

#include "base/limits.h"
#include "net/routes.h"
#include "scan/in_turn_plan.h"

namespace sounder {

ReachOf reach_by_routes(const TargetSet& targets) {
  auto opened = Routes::open();
  // Without netlink, the careful answer.
  if (!opened || targets.size() > kMostOnLinkHosts) return reach_by_address;
  return [routes = std::make_shared<Routes>(std::move(*opened))](const Address& address) {
    switch (routes->to(address)) {
      case RouteKind::kLocal:
        return Reach::kLoopback;
      case RouteKind::kOnLink:
        return Reach::kOnLink;
      case RouteKind::kGateway:
      case RouteKind::kNone:
      case RouteKind::kUnknown:
        break;
    }
    return Reach::kRouted;
  };
}

std::unique_ptr<ScanPlan> make_plan(const ScanJob& job, Share share, const ProbeEngine& engine,
                                    ReachOf reach) {
  if (job.in_turn) return std::make_unique<InTurnPlan>(job.request, engine.traits());
  return std::make_unique<ParallelPlan>(job.request, share, engine.traits(), engine.now(), std::move(reach),
                                        job.before ? &*job.before : nullptr);
}

}  // namespace sounder
