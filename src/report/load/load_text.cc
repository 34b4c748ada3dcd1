#include "report/load/load_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <span>
#include <string_view>
#include <vector>

#include "base/text.h"
#include "echo/load/load_errors.h"
#include "report/load/hanging_lines.h"
#include "report/load/load_losses.h"
#include "report/load/load_picture.h"
#include "report/text/echo_text.h"
#include "report/text/terminal.h"

namespace sounder {
namespace {

constexpr std::size_t kPictureColumns = 72;
constexpr std::size_t kPictureRows = 4;
// A shorter wait for a connection is of no account.
constexpr Duration kWaitShown = std::chrono::milliseconds(1);
// In hexadecimal; two such rows fit a line.
constexpr std::size_t kWrongBytesShown = 8;

struct TimesRow {
  const char* name;
  const Histogram* times;
};

double per_second(std::uint64_t count, Duration elapsed) {
  return static_cast<double>(count) / std::max(seconds(elapsed), 1e-9);
}

std::string format_seconds(Duration time) { return fmt::format("{:.2f}", seconds(time)); }

std::string format_rate(double per_s) { return fmt::format("{:.{}f}", per_s, per_s < 10 ? 1 : 0); }

std::string format_byte_rate(double per_s) {
  if (per_s >= 1e9) return text(tr("{0} GB/s"), fmt::format("{:.2f}", per_s / 1e9));
  if (per_s >= 1e6) return text(tr("{0} MB/s"), fmt::format("{:.2f}", per_s / 1e6));
  return text(tr("{0} kB/s"), fmt::format("{:.2f}", per_s / 1e3));
}

std::string loop_description(const LoadOptions& options) {
  std::string words = options.rate_per_s ? text(tr("open loop at {0}/s"), format_rate(*options.rate_per_s))
                                         : std::string(tr("closed loop"));
  if (options.churn) words += std::string(", ") + tr("a connection for each");
  if (!options.churn && !options.rate_per_s && options.pipeline > 1)
    words += ", " + text(tr("{0} at once on each"), options.pipeline);
  if (options.speaks_tls()) words += ", TLS";
  return words;
}

std::string head(const LoadOptions& options) {
  const std::string connections =
      options.udp ? text(trn("{0} socket", "{0} sockets", options.connections), options.connections)
                  : text(trn("{0} connection", "{0} connections", options.connections), options.connections);
  const std::string bytes = text(trn("{0} byte", "{0} bytes", options.message_bytes), options.message_bytes);
  return fmt::format("{}{}: {}, {}, {}", options.target.to_string(), options.udp ? "/udp" : "", connections,
                     bytes, loop_description(options));
}

std::string total_line(const LoadOptions& options, const LoadResult& result) {
  const std::uint64_t count = result.totals.round_trips;
  const double per_s = per_second(count, result.elapsed);
  return text(tr("{0} in {1} s: {2}/s, {3} each way"),
              text(trn("{0} round trip", "{0} round trips", count), count), format_seconds(result.elapsed),
              format_rate(per_s), format_byte_rate(per_s * static_cast<double>(options.message_bytes)));
}

std::string padded(const std::string& word, std::size_t width) {
  return std::string(width - std::min(width, display_width(word)), ' ') + word;
}

constexpr std::size_t kTimeColumn = 11;

struct Quantile {
  const char* name;
  double share;
};

std::vector<Quantile> quantiles() {
  return {{"p50", 0.5}, {"p90", 0.9}, {"p99", 0.99}, {"p99.9", 0.999}, {tr("max"), 1}};
}

std::string format_quantile(const Histogram& times, const Quantile& quantile) {
  return format_latency(quantile.share < 1 ? times.quantile(quantile.share) : times.max());
}

// A row for each kind of time.
std::string wide_table(const std::vector<TimesRow>& rows) {
  std::size_t widest = 0;
  for (const TimesRow& row : rows) widest = std::max(widest, display_width(row.name));
  std::string out(widest, ' ');
  for (const Quantile& q : quantiles()) out += padded(q.name, kTimeColumn);
  out += "\n";
  for (const TimesRow& row : rows) {
    out += row.name + std::string(widest - display_width(row.name), ' ');
    for (const Quantile& q : quantiles()) out += padded(format_quantile(*row.times, q), kTimeColumn);
    out += "\n";
  }
  return out;
}

// A row for each quantile, so that its width depends on the number of `rows`.
std::string narrow_table(std::span<const TimesRow> rows) {
  std::size_t widest = 0;
  for (const Quantile& q : quantiles()) widest = std::max(widest, display_width(q.name));
  std::size_t column = kTimeColumn;
  for (const TimesRow& row : rows) column = std::max(column, display_width(row.name) + 2);
  std::string out(widest, ' ');
  for (const TimesRow& row : rows) out += padded(row.name, column);
  out += "\n";
  for (const Quantile& q : quantiles()) {
    out += q.name + std::string(widest - display_width(q.name), ' ');
    for (const TimesRow& row : rows) out += padded(format_quantile(*row.times, q), column);
    out += "\n";
  }
  return out;
}

std::size_t width_of(const std::string& table) { return display_width(table.substr(0, table.find('\n'))); }

// The first of three layouts that fits: kinds of time as rows, as columns, or one below the other.
std::string table(const std::vector<TimesRow>& rows, std::size_t columns) {
  std::string out = wide_table(rows);
  if (width_of(out) <= columns) return out;
  out = narrow_table(rows);
  if (width_of(out) <= columns) return out;
  out.clear();
  for (const TimesRow& row : rows) out += narrow_table(std::span(&row, 1));
  return out;
}

std::string times_table(const LoadOptions& options, const LoadTotals& totals, std::size_t columns) {
  std::vector<TimesRow> rows;
  if (totals.latency.count() > 0) rows.push_back({tr("round trip"), &totals.latency});
  if (options.churn && totals.connect.count() > 0) rows.push_back({tr("connect"), &totals.connect});
  // Where requests wait for others to be answered, the server is behind, and not this machine.
  if (options.rate_per_s && totals.waited.max() >= kWaitShown) rows.push_back({tr("waited"), &totals.waited});
  if (options.rate_per_s && totals.late.count() > 0) rows.push_back({tr("sent late"), &totals.late});
  return rows.empty() ? std::string{} : table(rows, columns);
}

std::string hex(std::string_view bytes) {
  std::string digits;
  for (const char c : bytes.substr(0, kWrongBytesShown))
    digits += fmt::format("{}{:02x}", digits.empty() ? "" : " ", static_cast<unsigned char>(c));
  return digits;
}

std::string described(const WrongBytes& wrong) {
  const std::string came = fmt::format("{} ({})", hex(wrong.came), printable(wrong.came));
  if (!wrong.offset) return text(tr("the first of them: {0}"), came);
  const std::string due = wrong.due.empty() ? std::string(tr("nothing")) : hex(wrong.due);
  return text(tr("first wrong byte: offset {0} of its connection; received {1}, expected {2}"), *wrong.offset,
              came, due);
}

const char* advice(Foreign looks) {
  switch (looks) {
    case Foreign::kProxyHeader:
      return tr(
          "This looks like a PROXY protocol header: a proxy in front of the server adds it; turn that off "
          "(haproxy: send-proxy).");
    case Foreign::kHttp:
      return tr(
          "This looks like HTTP: the port belongs to a web server or an HTTP proxy, not to an echo server.");
    case Foreign::kTls:
      return tr("This looks like TLS: use --tls.");
    case Foreign::kUnknown:
      break;
  }
  return nullptr;
}

std::vector<std::string> mismatches(const LoadTotals& totals, bool udp) {
  std::vector<std::string> lines;
  if (totals.mismatched == 0) return lines;
  if (!udp)  // a row of the table there
    lines.push_back(
        text(trn("{0} answer with wrong bytes", "{0} answers with wrong bytes", totals.mismatched),
             totals.mismatched));
  if (!totals.wrong || totals.wrong->came.empty()) return lines;
  lines.push_back(described(*totals.wrong));
  if (const char* const line = advice(totals.wrong->looks)) lines.emplace_back(line);
  return lines;
}

// What the system reported of datagrams, beside their answers.
std::vector<std::string> refusals(const LoadTotals& totals) {
  const std::uint64_t refused = totals.errors[static_cast<std::size_t>(LoadError::kRefused)];
  std::vector<std::string> lines;
  if (refused > 0)
    lines.push_back(text(trn("{0} time \"port unreachable\" came back: nothing listens there",
                             "{0} times \"port unreachable\" came back: nothing listens there", refused),
                         refused));
  if (totals.all_errors() > refused) lines.push_back(error_summary(totals));
  return lines;
}

// The table of times and their picture, each after an empty line.
std::string times(const LoadOptions& options, const LoadTotals& totals, std::size_t columns) {
  std::string out;
  if (const std::string rows = times_table(options, totals, columns); !rows.empty())
    out.append("\n").append(rows);
  const std::string picture =
      latency_picture(totals.latency, std::min(kPictureColumns, columns), kPictureRows);
  if (!picture.empty()) out.append("\n").append(picture);
  return out;
}

// What happened to requests that are no round trips, a line for each reason.
std::vector<std::string> losses(const LoadTotals& totals) {
  std::vector<std::string> lines;
  if (!totals.handshake.empty()) lines.push_back(totals.handshake);
  if (totals.unanswered > 0)
    lines.push_back(
        text(trn("{0} request without an answer", "{0} requests without an answer", totals.unanswered),
             totals.unanswered));
  if (totals.unfinished > 0)
    lines.push_back(text(trn("{0} request was under way when it was interrupted",
                             "{0} requests were under way when it was interrupted", totals.unfinished),
                         totals.unfinished));
  if (totals.unsent > 0) {
    lines.push_back(text(tr("schedule not kept: {0} of {1} requests were never sent"), totals.unsent,
                         totals.requests + totals.unsent));
    lines.emplace_back(
        tr("the server or this machine is too slow for this rate; latencies are of the requests that were "
           "sent"));
  }
  return lines;
}

std::string interruption(const LoadOptions& options, const LoadResult& result) {
  return text(tr("interrupted: {0} s of {1} s"), format_seconds(result.elapsed),
              fmt::format("{:g}", seconds(options.duration)));
}

}  // namespace

std::string error_summary(const LoadTotals& totals) {
  if (totals.all_errors() == 0) return tr("no errors");
  std::vector<std::string> kinds;
  for (std::size_t i = 0; i < kLoadErrors; ++i)
    if (totals.errors[i] > 0)
      kinds.push_back(fmt::format("{} {}", totals.errors[i], describe(static_cast<LoadError>(i))));
  const std::uint64_t all = totals.all_errors();
  return fmt::format("{}: {}", text(trn("{0} error", "{0} errors", all), all), fmt::join(kinds, ", "));
}

std::string load_text(const LoadOptions& options, const LoadResult& result, std::size_t columns) {
  const LoadTotals& totals = result.totals;
  std::string out;
  const auto prose = [&](const std::string& line) { out += hanging_lines(line, columns); };
  prose(head(options));
  if (result.runs > 1) prose(text(trn("{0} run added up", "{0} runs added up", result.runs), result.runs));
  if (result.interrupted) prose(interruption(options, result));
  prose(total_line(options, result));
  if (options.udp) {
    out += '\n';
    out += datagram_table(totals, columns);
    std::ranges::for_each(refusals(totals), prose);
  } else {
    const bool clean = totals.all_errors() == 0 && totals.mismatched == 0 && totals.round_trips > 0;
    if (clean)
      prose(tr("no errors, every byte verified"));
    else if (totals.all_errors() > 0 || totals.mismatched == 0)
      prose(error_summary(totals));
  }
  std::ranges::for_each(mismatches(totals, options.udp), prose);
  std::ranges::for_each(losses(totals), prose);
  return out + times(options, totals, columns);
}

}  // namespace sounder
