// --source and --interface of `scan`.
#pragma once

#include <string>

#include "cli/scan/scan_flags.h"

namespace sounder {

Result<void> read_route_wishes(const ScanWords& words, RouteWishes& wishes);

// Once the targets are known. Errors: the source is not this machine's, or no target is of its family.
Result<void> check_source(const ScanJob& job);

// A line if the source is not for all targets, else empty.
std::string source_note(const ScanJob& job);

}  // namespace sounder
