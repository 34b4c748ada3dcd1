// Waits for the other end of a named pipe, so that a signal ends the wait.
#pragma once

#include <functional>
#include <string>

#include "base/stop_signal.h"

namespace sounder {

// For OutputFile::open(): says once what it waits for. `path` and `stop` must outlive the function.
std::function<bool()> wait_for_reader(const std::string& path, const StopSignal& stop);

}  // namespace sounder
