// Load runs of several machines against one server at the same time, added up to one. Pure.
#pragma once

#include "report/load/load_json.h"

namespace sounder {

// The field by which two runs differ so that their figures cannot be added; nullptr if they can.
const char* differing_field(const LoadOptions& one, const LoadOptions& other);

// Adds `other` to `all`: counts, rates, connections and threads are sums, times lie in one histogram, seconds
// are matched by their number, and the duration is the longest. The target is that of `all`. Precondition:
// differing_field() is nullptr.
void add_run(LoadRecord& all, const LoadRecord& other);

}  // namespace sounder
