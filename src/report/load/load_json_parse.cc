#include <algorithm>
#include <bit>
#include <nlohmann/json.hpp>

#include "base/text.h"
#include "report/load/hdr_histogram.h"
#include "report/load/load_json.h"

namespace sounder {
namespace {

using Json = nlohmann::json;

// Inside, whatever is wrong is thrown, as the JSON library does; nothing leaves parse_load_json.
struct Broken {
  std::string field;
};

constexpr std::uint64_t kMostCount = std::uint64_t{1} << 62U;

std::uint64_t count_in(const Json& json, const char* field) {
  const Json& value = json.at(field);
  if (!value.is_number_unsigned() || value.get<std::uint64_t>() > kMostCount) throw Broken{field};
  return value.get<std::uint64_t>();
}

double number_in(const Json& json, const char* field) {
  const double value = json.at(field).get<double>();
  if (!(value >= 0 && value < 1e15)) throw Broken{field};
  return value;
}

// In seconds; a run lasts a day at most, and an hour more is no run of ours.
Duration seconds_in(const Json& json, const char* field) {
  const double s = number_in(json, field);
  if (s > 90'000) throw Broken{field};
  return std::chrono::round<Duration>(std::chrono::duration<double>(s));
}

// Both fields of a kind of times; empty where there is none.
Histogram times_in(const Json& json, const std::string& name) {
  const std::string summary = name + "_us";
  const std::string counts = name + "_hdr_ns";
  if (!json.contains(summary)) return {};
  if (!json.contains(counts)) throw Broken{counts};
  auto histogram = from_hdr(json.at(counts).get<std::string>());
  if (!histogram) throw Broken{counts};
  const double max_us = number_in(json.at(summary), "max");
  histogram->set_max(std::chrono::round<Duration>(std::chrono::duration<double, std::micro>(max_us)));
  return *histogram;
}

LoadSeries::Point point_in(const Json& json, bool udp) {
  const Histogram latency = times_in(json, "latency");
  LoadSeries::Point point{.buckets = {}, .max = latency.max(), .errors = count_in(json, "errors")};
  for (std::uint32_t bucket = 0; bucket < Histogram::kBuckets; ++bucket)
    if (const std::uint64_t count = latency.in_bucket(bucket); count > 0)
      point.buckets.emplace_back(bucket,
                                 static_cast<std::uint32_t>(std::min<std::uint64_t>(count, UINT32_MAX)));
  if (udp) point.lost = count_in(json, "lost");
  return point;
}

// Points of 1, 2, 4 and so on seconds, which can be matched with those of another run.
LoadSeries series_in(const Json& json, bool udp) {
  constexpr Duration kSecond = std::chrono::seconds(1);
  const Duration width = seconds_in(json, "interval_s");
  const bool matches =
      width % kSecond == Duration::zero() && std::has_single_bit(static_cast<std::uint64_t>(width / kSecond));
  if (!matches || json.at("points").size() > kMostPoints) throw Broken{"series"};
  std::vector<LoadSeries::Point> points;
  for (const Json& point : json.at("points")) points.push_back(point_in(point, udp));
  return LoadSeries::of(width, std::move(points));
}

// The zone of an address is a name of the machine that it was measured on.
Endpoint endpoint_in(const Json& json) {
  const auto parsed = parse_host_port(json.get<std::string>());
  const auto address = parsed ? Address::parse(parsed->host.substr(0, parsed->host.find('%'))) : std::nullopt;
  if (!address || !parsed->port) throw Broken{"target"};
  return {*address, *parsed->port};
}

LoadOptions options_in(const Json& json) {
  LoadOptions options;
  options.target = endpoint_in(json.at("target"));
  options.udp = json.at("udp").get<bool>();
  options.churn = json.at("churn").get<bool>();
  options.tls_elsewhere = json.at("tls").get<bool>();
  options.connections = count_in(json, "connections");
  options.message_bytes = count_in(json, "size");
  options.pipeline = count_in(json, "pipeline");
  options.threads = static_cast<unsigned>(count_in(json, "threads"));
  if (json.contains("rate_asked")) options.rate_per_s = number_in(json, "rate_asked");
  options.duration = seconds_in(json, "duration_s");
  return options;
}

LoadTotals totals_in(const Json& json, const LoadOptions& options) {
  LoadTotals totals;
  totals.requests = count_in(json, "requests");
  totals.round_trips = count_in(json, "round_trips");
  totals.mismatched = count_in(json, "mismatched");
  totals.unfinished = count_in(json, "unfinished");
  if (!options.udp) totals.unanswered = count_in(json, "unanswered");
  if (options.rate_per_s) totals.unsent = count_in(json, "unsent");
  if (options.udp) {
    totals.lost = count_in(json, "lost");
    totals.too_late = count_in(json, "too_late");
    totals.reordered = count_in(json, "reordered");
    totals.duplicated = count_in(json, "duplicated");
  }
  for (std::size_t i = 0; i < kLoadErrors; ++i)
    totals.errors[i] = count_in(json.at("errors_by_kind"), kLoadErrorNames[i]);
  totals.latency = times_in(json, "latency");
  totals.connect = times_in(json, "connect");
  totals.waited = times_in(json, "waited");
  totals.late = times_in(json, "late");
  if (totals.latency.count() != totals.round_trips) throw Broken{"latency_hdr_ns"};
  return totals;
}

LoadRecord record_in(const Json& json) {
  if (count_in(json, "v") != 1) throw Broken{"v"};
  LoadRecord record{.options = options_in(json), .result = {}};
  record.result.totals = totals_in(json, record.options);
  record.result.series = series_in(json.at("series"), record.options.udp);
  record.result.elapsed = seconds_in(json, "elapsed_s");
  record.result.interrupted = json.at("interrupted").get<bool>();
  if (json.contains("runs")) record.result.runs = static_cast<unsigned>(count_in(json, "runs"));
  return record;
}

}  // namespace

Result<LoadRecord> parse_load_json(std::string_view text_of_file) {
  const Json json = Json::parse(text_of_file, nullptr, false);
  if (!json.is_object() || !json.contains("errors_by_kind"))
    return bad_input(tr("this is not the JSON of a load run"));
  try {
    return record_in(json);
  } catch (const Broken& broken) {
    return bad_input(text(tr("field '{0}' is missing or wrong; it must be JSON that this version of sounder "
                             "load wrote"),
                          broken.field));
  } catch (const Json::exception&) {
    return bad_input(
        tr("a field is missing or wrong; it must be JSON that this version of sounder load wrote"));
  }
}

}  // namespace sounder
