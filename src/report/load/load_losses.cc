#include "report/load/load_losses.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/text.h"
#include "report/text/terminal.h"

namespace sounder {
namespace {

struct CountRow {
  const char* name;
  std::uint64_t count;
  std::string note = {};
};

// "1.25 %"; one of millions is not shown as zero.
std::string format_share(std::uint64_t part, std::uint64_t whole) {
  if (part == 0) return "0 %";
  const double percent = 100 * static_cast<double>(part) / static_cast<double>(whole);
  return percent < 0.01 ? "< 0.01 %" : fmt::format("{:.2f} %", percent);
}

}  // namespace

std::string datagram_table(const LoadTotals& totals, std::size_t columns) {
  const std::array rows{
      CountRow{tr("sent"), totals.requests},
      CountRow{tr("answered"), totals.round_trips},
      CountRow{tr("lost"), totals.lost, format_share(totals.lost, totals.requests)},
      CountRow{tr("too late"), totals.too_late, tr("counted as lost")},
      CountRow{tr("reordered"), totals.reordered},
      CountRow{tr("duplicated"), totals.duplicated},
      CountRow{tr("wrong bytes"), totals.mismatched},
  };
  std::size_t names = 0;
  std::size_t counts = 0;
  for (const CountRow& row : rows) {
    names = std::max(names, display_width(row.name));
    counts = std::max(counts, fmt::formatted_size("{}", row.count));
  }
  std::string out;
  for (const CountRow& row : rows) {
    std::string line = fmt::format("{}{}  {:>{}}", row.name,
                                   std::string(names - display_width(row.name), ' '), row.count, counts);
    const std::string note = row.note.empty() ? std::string() : fmt::format("   {}", row.note);
    if (display_width(line) + display_width(note) <= columns) line += note;
    out += line + "\n";
  }
  return out;
}

}  // namespace sounder
