#include "report/progress_bar.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/text.h"
#include "report/terminal.h"

namespace sounder {
namespace {

using namespace std::chrono_literals;

// Long enough that the figure can be read, short enough that it follows a change of speed.
constexpr Duration kRateWindow = 3s;
constexpr std::size_t kWidestBar = 30;
constexpr std::size_t kNarrowestBar = 10;

}  // namespace

std::string clock_form(double left_s) {
  const auto whole = static_cast<long>(std::ceil(std::min(left_s, 1e15)));
  if (whole >= 3600) return fmt::format("{}:{:02}:{:02}", whole / 3600, whole / 60 % 60, whole % 60);
  return fmt::format("{}:{:02}", whole / 60, whole % 60);
}

double ProgressBar::rate_per_s(Instant now, std::uint64_t settled) {
  while (!recent_.empty() && now - recent_.front().at > kRateWindow) recent_.pop_front();
  const Sample from = recent_.empty() ? Sample{start_, 0} : recent_.front();
  recent_.push_back({now, settled});
  const double span_s = std::max(seconds(now - from.at), 1e-3);
  return static_cast<double>(settled - std::min(settled, from.settled)) / span_s;
}

std::string ProgressBar::line(Instant now, const Progress& progress, std::size_t columns) {
  const double share =
      progress.pairs == 0 ? 1.0 : static_cast<double>(progress.settled) / static_cast<double>(progress.pairs);
  const double rate = rate_per_s(now, progress.settled);
  std::string words = fmt::format("{:3.0f}%", std::floor(100 * share));
  words += "  " + text(tr("{0} ports/s"), static_cast<std::uint64_t>(rate));
  words += "  " + text(tr("{0} found"), progress.open);
  if (rate >= 1) {
    const double left_s = static_cast<double>(progress.pairs - progress.settled) / rate;
    words += "  " + text(tr("{0} left"), clock_form(left_s));
  }
  const std::size_t taken = display_width(words) + 3;  // brackets and a space
  if (columns < taken + kNarrowestBar) return std::string(cut_to_width(words, columns));
  const std::size_t width = std::min(columns - taken, kWidestBar);
  const auto full = static_cast<std::size_t>(share * static_cast<double>(width));
  return fmt::format("[{}{}] {}", std::string(full, '#'), std::string(width - full, '.'), words);
}

}  // namespace sounder
