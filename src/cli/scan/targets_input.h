// The bytes of a file of targets, or of standard input.
#pragma once

#include <string>

#include "base/result.h"
#include "base/stop_signal.h"

namespace sounder {

// A file of targets: kMostTargetWords of 64 bytes each, which no address or usual host name needs.
inline constexpr std::size_t kLargestTargetsFile = std::size_t{64} << 20U;

// All of it; "-" is standard input. Errors name the path: not readable, a folder, more than
// kLargestTargetsFile. Fault::kInterrupted on a signal.
Result<std::string> read_targets_input(const std::string& path, const StopSignal& stop);

}  // namespace sounder
