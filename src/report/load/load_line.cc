#include "report/load/load_line.h"

#include <algorithm>

#include "base/text.h"
#include "report/load/load_picture.h"
#include "report/text/terminal.h"

namespace sounder {

std::string LoadLine::line(Instant now, const LoadProgress& progress, std::size_t columns) {
  if (!progress.measuring)
    return std::string(cut_to_width(
        text(tr("opening connections: {0} of {1}"), progress.connected, options_.connections), columns));
  if (!measured_) round_trips_.restart(now - progress.elapsed, 0);
  measured_ = true;
  const double rate = round_trips_.rate_per_s(now, progress.round_trips);
  const auto elapsed = std::min(progress.elapsed, options_.duration);
  const auto whole = [](Duration d) { return std::chrono::floor<std::chrono::seconds>(d).count(); };
  const auto asked_s = std::chrono::ceil<std::chrono::seconds>(options_.duration).count();
  const auto per_s = static_cast<std::uint64_t>(rate);
  const std::string losses = options_.udp
                                 ? text(trn("{0} lost", "{0} lost", progress.lost), progress.lost)
                                 : text(trn("{0} error", "{0} errors", progress.errors), progress.errors);
  std::string line = text(tr("{0} s of {1} s, {2}/s, p99 {3}, {4}"), whole(elapsed), asked_s, per_s,
                          format_latency(progress.p99), losses);
  if (display_width(line) > columns)
    line = text(tr("{0} s of {1} s, {2}/s, {3}"), whole(elapsed), asked_s, per_s, losses);
  if (display_width(line) > columns) line = fmt::format("{}/s, {}", per_s, losses);
  return std::string(cut_to_width(line, columns));
}

}  // namespace sounder
