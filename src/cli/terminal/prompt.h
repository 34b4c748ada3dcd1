// Asks a person for one line: on a terminal with a prompt, from a pipe without.
#pragma once

#include <string>

#include "base/result.h"
#include "base/stop_signal.h"

namespace sounder {

// An answer to a prompt. A host name has at most 253 bytes (RFC 1035).
inline constexpr std::size_t kLongestAnswer = 4096;

// Reads one line from standard input, without its end, spaces around it cut. The prompt goes to standard
// error, and only if standard input is a terminal. An empty line asks again on a terminal. Fault::kInput with
// `missing` if there is no line; Fault::kInterrupted on a signal. At most kLongestAnswer bytes.
Result<std::string> ask_line(const char* prompt, const std::string& missing, const StopSignal& stop);

}  // namespace sounder
