#include "report/text/host_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "base/text.h"
#include "report/text/terminal.h"
#include "report/text/text_report.h"

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
  if (host.round > 1) note(text(tr("pass {0}"), host.round));
  if (host.resting) note(tr("waiting for answers"));
  return all;
}

using Row = std::vector<std::string>;

// Columns as wide as their widest entry; the first and the last to the left, figures to the right.
std::string laid_out(const std::vector<Row>& rows, std::size_t columns) {
  std::vector<std::size_t> widths;
  for (const Row& row : rows) {
    widths.resize(std::max(widths.size(), row.size()));
    for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], display_width(row[i]));
  }
  std::string lines;
  for (const Row& row : rows) {
    std::string line;
    for (std::size_t i = 0; i < row.size(); ++i) {
      if (widths[i] == 0) continue;
      const std::string space(widths[i] - display_width(row[i]), ' ');
      const bool left = i == 0 || i + 1 == row.size();
      line += "  " + (left ? row[i] + space : space + row[i]);
    }
    line.erase(line.find_last_not_of(' ') + 1);
    lines += std::string(cut_to_width(line, columns)) + "\n";
  }
  return lines;
}

}  // namespace

std::string host_table(const ScanStatus& status, const PortMap& ports, const ScanNames& names,
                       TableSize size) {
  const std::size_t room =
      size.rows - std::min<std::size_t>(size.rows, 4);  // two lines, the bar, what was there
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
