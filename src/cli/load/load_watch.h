// Watches a running load: draws the progress line and handles signals. In the main thread, which is none of
// the run's.
#pragma once

#include "base/stop_signal.h"
#include "echo/load/load_run.h"

namespace sounder {

// Returns when the run's threads are done. A signal interrupts the run; a second one ends the program at
// once.
void watch_load(LoadRun& run, const LoadOptions& options, const StopSignal& stop);

}  // namespace sounder
