#include "report/text/host_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <vector>

#include "base/text.h"
#include "report/text/text_report.h"
#include "report/text/width.h"

namespace sounder {
namespace {

std::string percent(const HostStatus& host, std::uint64_t ports) {
  const std::uint64_t done = ports - std::min(ports, host.left);
  return fmt::format("{:3}%", ports == 0 ? 100 : 100 * done / ports);
}

std::string round_trip(const HostStatus& host) {
  if (!host.rtt) return "";
  const double ms = 1000 * seconds(*host.rtt);
  return text(tr("{0} ms"), fmt::format("{:.{}f}", ms, ms < 1 ? 2 : 1));
}

std::string rate(const HostStatus& host) {
  if (!host.rate_per_s || host.stalled) return "";
  return text(tr("up to {0}/s"), static_cast<std::uint64_t>(*host.rate_per_s));
}

std::string notes(const HostStatus& host) {
  std::string all;
  const auto note = [&](const std::string& one) { all += (all.empty() ? "" : ", ") + one; };
  if (host.stalled)
    note(tr("stopped answering"));
  else if (!host.rtt)
    note(tr("no answer yet"));
  if (host.limits_resets) note(tr("limits its resets"));
  if (host.policed) note(tr("behind a rate limit"));
  if (host.waits) note(tr("waits its turn"));
  if (host.round > 1) note(text(tr("pass {0}"), host.round));
  if (host.resting) note(tr("waiting for answers"));
  return all;
}

enum Column : std::size_t { kHost, kDone, kFound, kRoundTrip, kRate, kNotes, kColumns };
using Row = std::array<std::string, kColumns>;
using Widths = std::array<std::size_t, kColumns>;

constexpr std::size_t kGap = 2;            // before each column
constexpr std::size_t kNarrowestHost = 9;  // "10.…1.254": less of an address tells nothing
// Where the screen is too narrow for all, these are left out, in this order. The host is shortened before
// the notes go.
constexpr std::array kDispensable{kRate, kRoundTrip, kNotes, kFound};

std::size_t total(const Widths& widths) {
  std::size_t sum = 0;
  for (const std::size_t width : widths)
    if (width > 0) sum += kGap + width;
  return sum;
}

// As wide as the widest entry; 0: left out.
Widths widths_of(const std::vector<Row>& rows, std::size_t columns) {
  Widths widths{};
  for (const Row& row : rows)
    for (std::size_t i = 0; i < kColumns; ++i) widths[i] = std::max(widths[i], display_width(row[i]));
  const auto excess = [&] { return total(widths) - std::min(total(widths), columns); };
  const auto shorten_host = [&] {
    const std::size_t least = std::min(widths[kHost], kNarrowestHost);
    widths[kHost] = std::max(least, widths[kHost] - std::min(widths[kHost], excess()));
  };
  for (const Column column : kDispensable) {
    if (column == kNotes) shorten_host();
    if (excess() > 0) widths[column] = 0;
  }
  shorten_host();
  return widths;
}

// The first column and the last stand to the left, figures to the right.
std::string laid_out(const std::vector<Row>& rows, std::size_t columns) {
  const Widths widths = widths_of(rows, columns);
  std::string lines;
  for (const Row& row : rows) {
    std::string line;
    for (std::size_t i = 0; i < kColumns; ++i) {
      if (widths[i] == 0) continue;
      const std::string entry = shortened(row[i], widths[i]);
      const std::string space(widths[i] - display_width(entry), ' ');
      line.append(kGap, ' ');
      line += i == kHost || i == kNotes ? entry + space : space + entry;
    }
    line.erase(line.find_last_not_of(' ') + 1);
    lines += std::string(cut_to_width(line, columns)) + "\n";
  }
  return lines;
}

}  // namespace

std::string host_table(const ScanStatus& status, const PortMap& ports, const ScanNames& names,
                       TableSize size) {
  // Besides these rows: the line above them, the count below them, the bar, and a line of what was there.
  const std::size_t room = size.rows - std::min<std::size_t>(size.rows, 4);
  const std::size_t shown = std::min(status.hosts.size(), std::max<std::size_t>(room, 1));
  std::vector<Row> rows;
  for (std::size_t i = 0; i < shown; ++i) {
    const HostStatus& host = status.hosts[i];
    rows.push_back({host_line(host.address, names), percent(host, ports.of(host.host).size()),
                    text(tr("{0} found"), host.open), round_trip(host), rate(host), notes(host)});
  }
  std::string lines = laid_out(rows, size.columns);
  const std::uint64_t more = std::max<std::uint64_t>(status.under_way, status.hosts.size()) - shown;
  if (more > 0)
    lines += std::string(
                 cut_to_width("  " + text(trn("and {0} more", "and {0} more", more), more), size.columns)) +
             "\n";
  return lines;
}

}  // namespace sounder
