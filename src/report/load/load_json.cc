#include "report/load/load_json.h"

#include <cmath>
#include <nlohmann/json.hpp>

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

// Never translated.
const char* name_of(LoadError error) {
  switch (error) {
    case LoadError::kRefused:
      return "refused";
    case LoadError::kUnreachable:
      return "unreachable";
    case LoadError::kConnectTimedOut:
      return "connect_timed_out";
    case LoadError::kReset:
      return "reset";
    case LoadError::kClosedEarly:
      return "closed_early";
    case LoadError::kTimedOut:
      return "timed_out";
    case LoadError::kNoEnd:
      return "no_end";
    case LoadError::kHandshake:
      return "tls_handshake";
    case LoadError::kOther:
      break;
  }
  return "other";
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
  for (std::size_t i = 0; i < kLoadErrors; ++i) kinds[name_of(static_cast<LoadError>(i))] = totals.errors[i];
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
  json["tls"] = options.tls != nullptr;
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
  if (totals.latency.count() > 0) json["latency_us"] = times(totals.latency);
  if (totals.connect.count() > 0) json["connect_us"] = times(totals.connect);
  if (totals.late.count() > 0) json["late_us"] = times(totals.late);
  json["interrupted"] = result.interrupted;
  return json.dump() + "\n";
}

}  // namespace sounder
