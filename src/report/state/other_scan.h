// What a scan asks for, in words that its saved state keeps, so that another scan can be told from it. Pure.
#pragma once

#include <string>

#include "scan/request.h"
#include "scan/saved_scan.h"

namespace sounder {

// Ranges of addresses that are kept; of a scan with more, none.
inline constexpr std::size_t kMostKeptRanges = 1000;

AskedFor asked_for(const ScanRequest& request);

// "only then: 192.0.2.1; only now: 192.0.2.2", a few of each; empty if that is not known.
std::string what_differs(const AskedFor& saved, const ScanRequest& request);

}  // namespace sounder
