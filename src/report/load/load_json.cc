#include "report/load/load_json.h"

#include <fmt/format.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "report/load/hdr_histogram.h"

namespace sounder {
namespace {

using Json = nlohmann::ordered_json;

double rounded(double value, double steps) { return std::round(value * steps) / steps; }

double microseconds(Duration d) { return static_cast<double>(d.count()) / 1000; }

Json times(const Histogram& histogram) {
  return {{"p50", microseconds(histogram.quantile(0.5))},
          {"p90", microseconds(histogram.quantile(0.9))},
          {"p99", microseconds(histogram.quantile(0.99))},
          {"p99_9", microseconds(histogram.quantile(0.999))},
          {"max", microseconds(histogram.max())}};
}

void put_times(Json& json, const std::string& name, const Histogram& histogram) {
  if (histogram.count() == 0) return;
  json[name + "_us"] = times(histogram);
  json[name + "_hdr_ns"] = to_hdr(histogram);
}

std::string hex(std::string_view bytes) {
  std::string digits;
  for (const char c : bytes) digits += fmt::format("{:02x}", static_cast<unsigned char>(c));
  return digits;
}

const char* name_of(Foreign looks) {
  switch (looks) {
    case Foreign::kProxyHeader:
      return "proxy";
    case Foreign::kHttp:
      return "http";
    case Foreign::kTls:
      return "tls";
    case Foreign::kUnknown:
      break;
  }
  return "unknown";
}

Json wrong_json(const WrongBytes& wrong) {
  Json json = Json::object();
  if (wrong.offset) json["offset"] = *wrong.offset;
  json["came"] = hex(wrong.came);
  json["due"] = hex(wrong.due);
  json["looks_like"] = name_of(wrong.looks);
  return json;
}

Json series_json(const LoadSeries& series, bool udp) {
  Json points = Json::array();
  for (const LoadSeries::Point& point : series.points()) {
    const Histogram latency = point.latency();
    Json json{{"round_trips", latency.count()}, {"errors", point.errors}};
    if (udp) json["lost"] = point.lost;
    put_times(json, "latency", latency);
    points.push_back(std::move(json));
  }
  return {{"interval_s", seconds(series.width())}, {"points", std::move(points)}};
}

void put_losses(Json& json, const LoadTotals& totals) {
  json["lost"] = totals.lost;
  json["too_late"] = totals.too_late;
  json["reordered"] = totals.reordered;
  json["duplicated"] = totals.duplicated;
}

void put_errors(Json& json, const LoadTotals& totals, bool udp) {
  json["errors"] = totals.all_errors();
  Json kinds = Json::object();
  for (std::size_t i = 0; i < kLoadErrors; ++i) kinds[kLoadErrorNames[i]] = totals.errors[i];
  json["errors_by_kind"] = std::move(kinds);
  json["mismatched"] = totals.mismatched;
  if (!udp) json["unanswered"] = totals.unanswered;
  json["unfinished"] = totals.unfinished;
}

}  // namespace

std::string load_json(const LoadOptions& options, const LoadResult& result) {
  const LoadTotals& totals = result.totals;
  const double elapsed_s = std::max(seconds(result.elapsed), 1e-9);
  const double per_s = static_cast<double>(totals.round_trips) / elapsed_s;
  Json json{{"v", 1}, {"target", options.target.to_string()}};
  json["loop"] = options.rate_per_s ? "open" : "closed";
  json["udp"] = options.udp;
  json["churn"] = options.churn;
  json["tls"] = options.speaks_tls();
  json["connections"] = options.connections;
  json["size"] = options.message_bytes;
  json["pipeline"] = options.pipeline;
  json["threads"] = options.threads;
  if (options.rate_per_s) json["rate_asked"] = *options.rate_per_s;
  json["duration_s"] = rounded(seconds(options.duration), 1e6);
  json["elapsed_s"] = rounded(seconds(result.elapsed), 1e6);
  json["requests"] = totals.requests;
  json["round_trips"] = totals.round_trips;
  json["per_s"] = rounded(per_s, 1e3);
  json["bytes_per_s"] = rounded(per_s * static_cast<double>(options.message_bytes), 1e3);
  if (options.udp) put_losses(json, totals);
  put_errors(json, totals, options.udp);
  if (options.rate_per_s) json["unsent"] = totals.unsent;
  if (totals.wrong) json["first_mismatch"] = wrong_json(*totals.wrong);
  put_times(json, "latency", totals.latency);
  put_times(json, "connect", totals.connect);
  put_times(json, "waited", totals.waited);
  put_times(json, "late", totals.late);
  json["series"] = series_json(result.series, options.udp);
  if (result.runs > 1) json["runs"] = result.runs;
  json["interrupted"] = result.interrupted;
  return json.dump() + "\n";
}

}  // namespace sounder
