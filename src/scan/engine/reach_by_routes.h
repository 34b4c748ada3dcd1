// How far away targets are, as this machine's routes say.
#pragma once

#include "scan/reach.h"
#include "scan/targets/targets.h"

namespace sounder {

// The kernel is asked for the route of each target of scans up to this size, 0.3 s in all. More hosts are
// never on one link.
inline constexpr std::uint64_t kMostOnLinkHosts = 65'536;

// For one plan: to be called by one thread at a time. More than kMostOnLinkHosts targets are no neighbours,
// and are not asked for one by one.
ReachOf reach_by_routes(const TargetSet& targets);

}  // namespace sounder
