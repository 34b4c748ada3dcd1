#include "scan/targets/scan_size.h"

#include <algorithm>

#include "scan/reach.h"
#include "scan/targets/special_ranges.h"

namespace sounder {

ScanSize size_of(const ScanRequest& request) {
  return {.public_addresses = public_addresses(request.targets),
          .packets = request.pairs(),
          .rate_per_s = std::min(kRoutedRatePerS, request.max_rate_per_s.value_or(kRoutedRatePerS))};
}

bool needs_authorization(const TargetSet& targets) {
  return targets.size() > kMostUnauthorized && public_addresses(targets) > kMostUnauthorized;
}

}  // namespace sounder
