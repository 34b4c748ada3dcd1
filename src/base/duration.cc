#include "base/duration.h"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <cmath>

#include "base/text.h"

namespace sounder {
namespace {

using namespace std::chrono_literals;

struct Unit {
  std::string_view name;
  Duration length;
};
constexpr std::array<Unit, 4> kUnits{{{"h", 1h}, {"m", 1min}, {"s", 1s}, {"ms", 1ms}}};
constexpr Duration kLongest = 24h;

}  // namespace

Result<Duration> parse_duration(std::string_view word) {
  const auto wrong = [&] {
    return bad_input(text(tr("'{0}' is not a duration; write it like 500ms, 2s, 1m or 1h"), word));
  };
  double amount = 0;
  const char* end = word.data() + word.size();
  const auto [stop, status] = std::from_chars(word.data(), end, amount, std::chars_format::fixed);
  if (status != std::errc{} || !std::isfinite(amount) || amount < 0) return wrong();
  const std::string_view unit(stop, static_cast<std::size_t>(end - stop));
  for (const Unit& u : kUnits) {
    if (unit != u.name) continue;
    const double ns = amount * static_cast<double>(u.length.count());
    if (ns > static_cast<double>(kLongest.count()))
      return bad_input(text(tr("'{0}' is too long; the longest duration is 24h"), word));
    return Duration(std::llround(ns));
  }
  return wrong();
}

std::string format_duration(Duration d) {
  for (const Unit& u : kUnits)
    if (d >= u.length && d % u.length == Duration::zero()) return fmt::format("{}{}", d / u.length, u.name);
  return fmt::format("{}ms", std::chrono::ceil<std::chrono::milliseconds>(d).count());
}

}  // namespace sounder
