#include "scan/engine/reach_by_routes.h"

#include <memory>

#include "net/routes.h"

namespace sounder {

ReachOf reach_by_routes(const TargetSet& targets, const RouteWishes& wishes) {
  auto opened = Routes::open(wishes);
  // Without netlink every address counts as routed, with its cap on the rate.
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

}  // namespace sounder
