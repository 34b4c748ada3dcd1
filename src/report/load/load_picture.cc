#include "report/load/load_picture.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "base/text.h"
#include "report/text/terminal.h"

namespace sounder {
namespace {

constexpr std::size_t kLevels = 8;  // of one character
constexpr std::array<const char*, kLevels + 1> kBlocks{" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
constexpr std::size_t kNarrowest = 20;

struct Axis {
  int from;  // powers of ten, in nanoseconds
  int decades;
  std::size_t width;

  Duration at(std::size_t column) const {
    const double share = static_cast<double>(column) / static_cast<double>(width);
    return Duration(std::llround(std::pow(10.0, from + share * decades)));
  }
};

Axis axis_of(const Histogram& times, std::size_t columns) {
  const auto ns = [](Duration d) { return static_cast<double>(std::max<std::int64_t>(d.count(), 1)); };
  const int from = static_cast<int>(std::floor(std::log10(ns(times.quantile(0)))));
  const int to = std::max(static_cast<int>(std::ceil(std::log10(ns(times.max())))), from + 1);
  const auto decades = static_cast<std::size_t>(to - from);
  return {from, to - from, columns / decades * decades};
}

std::vector<std::uint64_t> counts_of(const Histogram& times, const Axis& axis) {
  std::vector<std::uint64_t> counts;
  std::uint64_t before = 0;
  for (std::size_t column = 1; column <= axis.width; ++column) {
    const std::uint64_t below = column == axis.width ? times.count() : times.count_below(axis.at(column));
    counts.push_back(below - before);
    before = below;
  }
  return counts;
}

std::string trimmed(std::string line) {
  line.erase(line.find_last_not_of(' ') + 1);
  return line + "\n";
}

// "10 us": a power of ten of nanoseconds.
std::string decade_label(int power) {
  const auto count = static_cast<int>(std::lround(std::pow(10, power % 3)));
  switch (power / 3) {
    case 0:
      return text(tr("{0} ns"), count);
    case 1:
      return text(tr("{0} us"), count);
    case 2:
      return text(tr("{0} ms"), count);
    default:
      return text(tr("{0} s"), std::llround(std::pow(10, power - 9)));
  }
}

std::string scale(const Axis& axis) {
  std::string ticks;
  std::string labels;
  const std::size_t step = axis.width / static_cast<std::size_t>(axis.decades);
  for (int decade = 0; decade < axis.decades; ++decade) {
    ticks.append(1, '|').append(step - 1, ' ');
    std::string label = decade_label(axis.from + decade);
    if (display_width(label) + 1 > step) label.clear();  // half a number would be another number
    labels.append(label).append(step - display_width(label), ' ');
  }
  return trimmed(ticks) + trimmed(labels);
}

}  // namespace

std::string format_latency(Duration time) {
  const auto ns = static_cast<double>(time.count());
  const auto digits = [](double value) {
    if (value < 9.995) return fmt::format("{:.2f}", value);
    return value < 99.95 ? fmt::format("{:.1f}", value) : fmt::format("{:.0f}", value);
  };
  if (ns < 999.5) return text(tr("{0} ns"), time.count());
  if (ns < 999.5e3) return text(tr("{0} us"), digits(ns / 1e3));
  if (ns < 999.5e6) return text(tr("{0} ms"), digits(ns / 1e6));
  return text(tr("{0} s"), digits(ns / 1e9));
}

std::string latency_picture(const Histogram& times, std::size_t columns, std::size_t rows) {
  if (times.count() == 0 || columns < kNarrowest || rows == 0) return {};
  const Axis axis = axis_of(times, columns);
  const auto counts = counts_of(times, axis);
  const auto highest = static_cast<double>(*std::ranges::max_element(counts));
  std::string picture;
  for (std::size_t row = rows; row-- > 0;) {
    std::string line;
    for (const std::uint64_t count : counts) {
      const double height =
          std::ceil(static_cast<double>(count) / highest * static_cast<double>(rows * kLevels));
      const auto above =
          static_cast<std::size_t>(height) - std::min(static_cast<std::size_t>(height), row * kLevels);
      line += kBlocks[std::min(above, kLevels)];
    }
    picture += trimmed(line);
  }
  return picture + scale(axis);
}

}  // namespace sounder
