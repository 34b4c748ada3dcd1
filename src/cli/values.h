// Values of flags, read from words, with errors that name the flag and what would be right.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/result.h"

namespace sounder {

// An empty word means the flag was not given: nullopt.
Result<std::optional<std::uint64_t>> count_flag(std::string_view flag, const std::string& word,
                                                std::uint64_t least, std::uint64_t most);
Result<std::optional<double>> rate_flag(std::string_view flag, const std::string& word);
// `least` is usually zero or more than zero: a wait of nothing is refused where it makes no sense.
Result<std::optional<Duration>> duration_flag(std::string_view flag, const std::string& word, Duration least);

}  // namespace sounder
