// Durations as words on the command line: 500ms, 2s, 1m, 1h.
#pragma once

#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/result.h"

namespace sounder {

// "500ms", "2s", "1.5s", "1m", "2h"; a number alone is an error, because its unit would be a guess. At most
// 24 h.
Result<Duration> parse_duration(std::string_view word);

// The shortest exact form of the same syntax: 1500 ms is "1500ms", 120 s is "2m".
std::string format_duration(Duration d);

}  // namespace sounder
