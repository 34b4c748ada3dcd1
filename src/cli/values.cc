#include "cli/values.h"

#include <charconv>
#include <cmath>

#include "base/duration.h"
#include "base/text.h"

namespace sounder {

Result<std::optional<std::uint64_t>> count_flag(std::string_view flag, const std::string& word,
                                                std::uint64_t least, std::uint64_t most) {
  if (word.empty()) return std::nullopt;
  std::uint64_t value = 0;
  const char* end = word.data() + word.size();
  const auto [stop, status] = std::from_chars(word.data(), end, value);
  if (stop != end || status != std::errc{} || value < least || value > most)
    return bad_input(text(tr("{0} {1}: this must be a number from {2} to {3}"), flag, word, least, most));
  return value;
}

Result<std::optional<double>> rate_flag(std::string_view flag, const std::string& word) {
  if (word.empty()) return std::nullopt;
  double value = 0;
  const char* end = word.data() + word.size();
  const auto [stop, status] = std::from_chars(word.data(), end, value, std::chars_format::fixed);
  if (stop != end || status != std::errc{} || !std::isfinite(value) || value <= 0)
    return bad_input(text(tr("{0} {1}: this must be a number a second, more than 0"), flag, word));
  return value;
}

Result<std::optional<Duration>> duration_flag(std::string_view flag, const std::string& word,
                                              Duration least) {
  if (word.empty()) return std::nullopt;
  const auto value = parse_duration(word);
  if (!value) return bad_input(text(tr("{0}: {1}"), flag, value.error().message));
  if (*value < least)
    return bad_input(text(tr("{0} {1}: this must be at least {2}"), flag, word, format_duration(least)));
  return *value;
}

}  // namespace sounder
