#include "report/text/progress_bar.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/text.h"
#include "report/text/terminal.h"

namespace sounder {
namespace {

constexpr std::size_t kWidestBar = 30;
constexpr std::size_t kNarrowestBar = 10;
constexpr std::size_t kBarBesideHint = 20;  // a hint is worth no more of the bar than that leaves

}  // namespace

std::string clock_form(double left_s) {
  const auto whole = static_cast<long>(std::ceil(std::min(left_s, 1e15)));
  if (whole >= 3600) return fmt::format("{}:{:02}:{:02}", whole / 3600, whole / 60 % 60, whole % 60);
  return fmt::format("{}:{:02}", whole / 60, whole % 60);
}

std::string ProgressBar::words(Instant now, const Progress& progress, const BarState& state) {
  if (was_paused_ && !state.paused) settled_.restart(now, progress.settled);
  was_paused_ = state.paused;
  const double rate = state.paused ? 0 : settled_.rate_per_s(now, progress.settled);
  std::string words = "  ";
  words += state.paused ? tr("paused") : text(tr("{0} ports/s"), static_cast<std::uint64_t>(rate));
  if (state.cap_per_s && std::isfinite(*state.cap_per_s))
    words += "  " + text(tr("at most {0}/s"), static_cast<std::uint64_t>(*state.cap_per_s));
  else if (state.cap_per_s)
    words += std::string("  ") + tr("no rate cap");
  words += "  " + text(tr("{0} found"), progress.open);
  if (rate >= 1) {
    const double left_s = static_cast<double>(progress.pairs - progress.settled) / rate;
    words += "  " + text(tr("{0} left"), clock_form(left_s));
  }
  return words;
}

std::string ProgressBar::line(Instant now, const Progress& progress, std::size_t columns,
                              const BarState& state) {
  const double share =
      progress.pairs == 0 ? 1.0 : static_cast<double>(progress.settled) / static_cast<double>(progress.pairs);
  std::string words = fmt::format("{:3.0f}%", std::floor(100 * share)) + this->words(now, progress, state);
  std::size_t taken = display_width(words) + 3;  // brackets and a space
  if (columns < taken + kNarrowestBar) return std::string(cut_to_width(words, columns));
  if (state.hint != nullptr && columns >= taken + kBarBesideHint + 2 + display_width(state.hint)) {
    words += std::string("  ") + state.hint;
    taken = display_width(words) + 3;
  }
  const std::size_t width = std::min(columns - taken, kWidestBar);
  const auto full = static_cast<std::size_t>(share * static_cast<double>(width));
  return fmt::format("[{}{}] {}", std::string(full, '#'), std::string(width - full, '.'), words);
}

}  // namespace sounder
