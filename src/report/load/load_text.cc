#include "report/load/load_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <vector>

#include "base/text.h"
#include "echo/load/load_errors.h"
#include "report/load/load_losses.h"
#include "report/load/load_picture.h"
#include "report/text/terminal.h"

namespace sounder {
namespace {

constexpr std::size_t kColumns = 80;
constexpr std::size_t kPictureColumns = 72;
constexpr std::size_t kPictureRows = 4;

struct TimesRow {
  const char* name;
  const Histogram* times;
};

double per_second(std::uint64_t count, Duration elapsed) {
  return static_cast<double>(count) / std::max(seconds(elapsed), 1e-9);
}

std::string rate_words(double per_s) { return fmt::format("{:.{}f}", per_s, per_s < 10 ? 1 : 0); }

std::string byte_rate_words(double per_s) {
  if (per_s >= 1e9) return text(tr("{0} GB/s"), fmt::format("{:.2f}", per_s / 1e9));
  if (per_s >= 1e6) return text(tr("{0} MB/s"), fmt::format("{:.2f}", per_s / 1e6));
  return text(tr("{0} kB/s"), fmt::format("{:.2f}", per_s / 1e3));
}

std::string way_words(const LoadOptions& options) {
  std::string words = options.rate_per_s ? text(tr("open loop at {0}/s"), rate_words(*options.rate_per_s))
                                         : std::string(tr("closed loop"));
  if (options.churn) words += std::string(", ") + tr("a connection for each");
  if (!options.churn && !options.rate_per_s && options.pipeline > 1)
    words += ", " + text(tr("{0} at once on each"), options.pipeline);
  if (options.tls != nullptr) words += ", TLS";
  return words;
}

std::string head(const LoadOptions& options) {
  const std::string connections =
      options.udp ? text(trn("{0} socket", "{0} sockets", options.connections), options.connections)
                  : text(trn("{0} connection", "{0} connections", options.connections), options.connections);
  const std::string bytes = text(trn("{0} byte", "{0} bytes", options.message_bytes), options.message_bytes);
  const std::string what =
      fmt::format("{}{}: {}, {},", options.target.to_string(), options.udp ? "/udp" : "", connections, bytes);
  const std::string way = way_words(options);
  const bool fits = display_width(what) + 1 + display_width(way) <= kColumns;
  return fmt::format("{}{}{}\n", what, fits ? " " : "\n", way);
}

std::string total_line(const LoadOptions& options, const LoadResult& result) {
  const std::uint64_t count = result.totals.round_trips;
  const double per_s = per_second(count, result.elapsed);
  return text(tr("{0} in {1} s: {2}/s, {3} each way"),
              text(trn("{0} round trip", "{0} round trips", count), count),
              fmt::format("{:.2f}", seconds(result.elapsed)), rate_words(per_s),
              byte_rate_words(per_s * static_cast<double>(options.message_bytes))) +
         "\n";
}

std::string padded(const std::string& word, std::size_t width) {
  return std::string(width - std::min(width, display_width(word)), ' ') + word;
}

std::string table(const std::vector<TimesRow>& rows) {
  constexpr std::size_t kColumn = 11;
  constexpr std::array<double, 4> kQuantiles{0.5, 0.9, 0.99, 0.999};
  std::size_t widest = 0;
  for (const TimesRow& row : rows) widest = std::max(widest, display_width(row.name));
  std::string out(widest, ' ');
  for (const char* name : {"p50", "p90", "p99", "p99.9", tr("max")}) out += padded(name, kColumn);
  out += "\n";
  for (const TimesRow& row : rows) {
    out += row.name + std::string(widest - display_width(row.name), ' ');
    for (const double q : kQuantiles) out += padded(latency_words(row.times->quantile(q)), kColumn);
    out += padded(latency_words(row.times->max()), kColumn) + "\n";
  }
  return out;
}

std::string times_table(const LoadOptions& options, const LoadTotals& totals) {
  std::vector<TimesRow> rows;
  if (totals.latency.count() > 0) rows.push_back({tr("round trip"), &totals.latency});
  if (options.churn && totals.connect.count() > 0) rows.push_back({tr("connect"), &totals.connect});
  if (options.rate_per_s && totals.late.count() > 0) rows.push_back({tr("sent late"), &totals.late});
  return rows.empty() ? std::string{} : table(rows);
}

std::string mismatches(const LoadTotals& totals) {
  if (totals.mismatched == 0) return {};
  return text(trn("{0} answer with wrong bytes", "{0} answers with wrong bytes", totals.mismatched),
              totals.mismatched) +
         "\n";
}

// What this machine was told of datagrams beside their answers.
std::string refusals(const LoadTotals& totals) {
  const std::uint64_t refused = totals.errors[static_cast<std::size_t>(LoadError::kRefused)];
  std::string lines;
  if (refused > 0)
    lines += text(trn("{0} time \"port unreachable\" came back: nothing listens there",
                      "{0} times \"port unreachable\" came back: nothing listens there", refused),
                  refused) +
             "\n";
  if (totals.all_errors() > refused) lines += error_words(totals) + "\n";
  return lines;
}

// The table of times and their picture, each after an empty line.
std::string times(const LoadOptions& options, const LoadTotals& totals) {
  std::string out;
  if (const std::string rows = times_table(options, totals); !rows.empty()) out += "\n" + rows;
  const std::string picture = latency_picture(totals.latency, kPictureColumns, kPictureRows);
  if (!picture.empty()) out += "\n" + picture;
  return out;
}

// What became of requests that are no round trips, a line for each way.
std::string losses(const LoadTotals& totals) {
  std::string lines;
  const auto line = [&](std::uint64_t count, const std::string& words) {
    if (count > 0) lines += words + "\n";
  };
  line(totals.handshake.size(), totals.handshake);
  line(totals.unanswered,
       text(trn("{0} request without an answer", "{0} requests without an answer", totals.unanswered),
            totals.unanswered));
  line(totals.unfinished, text(trn("{0} request was under way when it was interrupted",
                                   "{0} requests were under way when it was interrupted", totals.unfinished),
                               totals.unfinished));
  line(totals.unsent, text(tr("schedule not kept: {0} of {1} requests were never sent"), totals.unsent,
                           totals.requests + totals.unsent));
  line(totals.unsent, tr("the server or this machine is too slow for this rate; latencies are of the "
                         "requests that were sent"));
  return lines;
}

}  // namespace

std::string error_words(const LoadTotals& totals) {
  if (totals.all_errors() == 0) return tr("no errors");
  std::vector<std::string> kinds;
  for (std::size_t i = 0; i < kLoadErrors; ++i)
    if (totals.errors[i] > 0)
      kinds.push_back(fmt::format("{} {}", totals.errors[i], words_of(static_cast<LoadError>(i))));
  const std::uint64_t all = totals.all_errors();
  return fmt::format("{}: {}", text(trn("{0} error", "{0} errors", all), all), fmt::join(kinds, ", "));
}

std::string load_text(const LoadOptions& options, const LoadResult& result) {
  const LoadTotals& totals = result.totals;
  std::string out = head(options) + total_line(options, result);
  if (options.udp) {
    return fmt::format("{}\n{}{}{}{}", out, datagram_table(totals), refusals(totals), losses(totals),
                       times(options, totals));
  }
  out += totals.all_errors() == 0 && totals.mismatched == 0 && totals.round_trips > 0
             ? std::string(tr("no errors, every byte verified"))
             : error_words(totals);
  return fmt::format("{}\n{}{}{}", out, mismatches(totals), losses(totals), times(options, totals));
}

}  // namespace sounder
