// How many processors this process may use: what --threads is by default.
#pragma once

namespace sounder {

// Of this process's affinity mask (sched_getaffinity(2)), so that taskset and containers count; at least 1.
unsigned usable_processors();

}  // namespace sounder
