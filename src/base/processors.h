// The number of processors that this process may use: the default of --threads.
#pragma once

namespace sounder {

// From the affinity mask of this process (sched_getaffinity(2)), so it respects taskset and containers. At
// least 1.
unsigned usable_processors();

}  // namespace sounder
