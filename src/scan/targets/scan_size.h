// How large a scan is before anything is known of its paths: what a person should know before it begins.
// Pure.
#pragma once

#include <cstdint>

#include "scan/request.h"

namespace sounder {

// Public addresses of a scan without --authorized: a /16, the largest block that a single site usually has. A
// typing error in a prefix length must not reach the rest of the internet.
inline constexpr std::uint64_t kMostUnauthorized = 65'536;

struct ScanSize {
  std::uint64_t public_addresses = 0;
  std::uint64_t packets = 0;  // at least: one for each pair
  double rate_per_s = 0;      // the most beyond the own link

  double least_s() const { return static_cast<double>(packets) / rate_per_s; }
};

ScanSize size_of(const ScanRequest& request);

// More public addresses than a scan may have that nobody vouches for (kMostUnauthorized).
bool needs_authorization(const TargetSet& targets);

}  // namespace sounder
