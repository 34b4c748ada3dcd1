// The distance of targets by this machine's routes.
#pragma once

#include <cstdint>

#include "net/route_wishes.h"
#include "scan/reach.h"
#include "scan/targets/targets.h"

namespace sounder {

// The kernel is asked for the route of each target of scans up to this size, 0.3 s in all. More hosts are
// never on one link.
inline constexpr std::uint64_t kMostOnLinkHosts = 65'536;

// The function is for one plan and one thread. Beyond kMostOnLinkHosts targets it recognises only loopback.
ReachOf reach_by_routes(const TargetSet& targets, const RouteWishes& wishes = {});

}  // namespace sounder
