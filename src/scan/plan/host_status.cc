#include "scan/plan/host_status.h"

#include <algorithm>

namespace sounder {

HostStatus merged(const HostStatus& a, const HostStatus& b) {
  HostStatus sum = a;
  sum.left += b.left;
  sum.open += b.open;
  if (b.rtt) sum.rtt = std::min(*b.rtt, a.rtt.value_or(*b.rtt));
  if (b.rate_per_s) sum.rate_per_s = a.rate_per_s.value_or(0) + *b.rate_per_s;
  sum.round = std::min(a.round, b.round);
  sum.resting = a.resting && b.resting;
  sum.stalled = a.stalled || b.stalled;
  sum.limits_resets = a.limits_resets || b.limits_resets;
  sum.policed = a.policed || b.policed;
  sum.waits = a.waits && b.waits;
  return sum;
}

}  // namespace sounder
