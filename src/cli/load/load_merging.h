// `sounder load merge FILE...`: the JSON of runs that several machines made at the same time, added up.
#pragma once

#include "base/result.h"
#include "base/stop_signal.h"
#include "cli/load/load_flags.h"

namespace sounder {

// Prints it as the result of a run; the exit code. Errors name the file, and what is wrong with it.
Result<int> merge_loads(const LoadFlags& flags, const StopSignal& stop);

}  // namespace sounder
