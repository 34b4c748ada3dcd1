// The bytes of a file that a command reads, or of standard input.
#pragma once

#include <string>

#include "base/result.h"
#include "base/stop_signal.h"

namespace sounder {

struct InputFile {
  std::string path;     // "-" is standard input
  std::size_t largest;  // in bytes
  const char* refused;  // message with {0}, the path, and {1}, why it cannot be read
};

// All of it. Errors: not readable, a folder, too large. Fault::kInterrupted on a signal.
Result<std::string> read_input(const InputFile& file, const StopSignal& stop);

}  // namespace sounder
