#include "report/text/progress_bar.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/text.h"
#include "report/text/width.h"

namespace sounder {
namespace {

constexpr std::size_t kWidestBar = 30;
constexpr std::size_t kNarrowestBar = 10;
constexpr std::size_t kBarBesideHint = 20;  // the hint is shown where this much of a bar is left
constexpr std::size_t kBrackets = 3;        // and the space after them
constexpr int kHintRank = 1;

double share_of(const Progress& progress) {
  if (progress.pairs == 0) return 1;
  return static_cast<double>(progress.settled) / static_cast<double>(progress.pairs);
}

}  // namespace

std::string clock_form(double left_s) {
  const auto whole = static_cast<long>(std::ceil(std::min(left_s, 1e15)));
  if (whole >= 3600) return fmt::format("{}:{:02}:{:02}", whole / 3600, whole / 60 % 60, whole % 60);
  return fmt::format("{}:{:02}", whole / 60, whole % 60);
}

// Where there is no room for all parts, those with the lowest ranks are left out.
struct ProgressBar::Part {
  int rank;
  std::string words;
};

std::vector<ProgressBar::Part> ProgressBar::parts(Instant now, const Progress& progress,
                                                  const BarState& state) {
  if (was_paused_ && !state.paused) settled_.restart(now, progress.settled);
  was_paused_ = state.paused;
  const double rate = state.paused ? 0 : settled_.rate_per_s(now, progress.settled);
  std::vector<Part> parts{{9, fmt::format("{:3.0f}%", std::floor(100 * share_of(progress)))}};
  if (state.paused)
    parts.push_back({8, tr("paused")});
  else
    parts.push_back({4, text(tr("{0} ports/s"), static_cast<std::uint64_t>(rate))});
  if (state.cap_per_s && std::isfinite(*state.cap_per_s))
    parts.push_back({3, text(tr("at most {0}/s"), static_cast<std::uint64_t>(*state.cap_per_s))});
  else if (state.cap_per_s)
    parts.push_back({3, tr("no rate cap")});
  parts.push_back({7, text(tr("{0} found"), progress.open)});
  if (rate >= 1) {
    const double left_s = static_cast<double>(progress.pairs - progress.settled) / rate;
    parts.push_back({6, text(tr("{0} left"), clock_form(left_s))});
  }
  if (state.hint != nullptr) parts.push_back({kHintRank, state.hint});
  return parts;
}

std::string ProgressBar::line(Instant now, const Progress& progress, std::size_t columns,
                              const BarState& state) {
  std::vector<Part> parts = this->parts(now, progress, state);
  const auto drop_lowest = [&] { parts.erase(std::ranges::min_element(parts, {}, &Part::rank)); };
  const auto width = [&] {
    std::size_t sum = 2 * (parts.size() - 1);
    for (const Part& part : parts) sum += display_width(part.words);
    return sum;
  };
  const auto hinted = [&] { return parts.back().rank == kHintRank; };
  if (hinted() && width() + kBrackets + kBarBesideHint > columns) drop_lowest();
  while (parts.size() > 1 && width() > columns) drop_lowest();
  std::string words;
  for (const Part& part : parts) words += (words.empty() ? "" : "  ") + part.words;
  const std::size_t taken = display_width(words) + kBrackets;
  if (columns < taken + kNarrowestBar) return std::string(cut_to_width(words, columns));
  const std::size_t bar = std::min(columns - taken, kWidestBar);
  const auto full = static_cast<std::size_t>(share_of(progress) * static_cast<double>(bar));
  return fmt::format("[{}{}] {}", std::string(full, '#'), std::string(bar - full, '.'), words);
}

}  // namespace sounder
