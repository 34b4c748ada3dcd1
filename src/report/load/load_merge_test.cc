#include "report/load/load_merge.h"

#include <gtest/gtest.h>

#include <functional>

#include "report/load/load_text.h"

namespace sounder {
namespace {

using namespace std::chrono_literals;

constexpr Instant kStart{1h};

// A run of a machine: answers after `latency`, `count` in each of `seconds`.
LoadRecord run_of(int count, int seconds, Duration latency) {
  LoadRecord run;
  run.options = {.target = {*Address::parse("192.0.2.1"), Port{7}}, .connections = 10, .rate_per_s = 100.5};
  run.options.duration = seconds * 1s;
  LoadTotals& totals = run.result.totals;
  run.result.series.start(kStart);
  for (int second = 0; second < seconds; ++second)
    for (int i = 0; i < count; ++i) {
      totals.latency.record(latency);
      totals.late.record(1us);
      totals.waited.record(2us);
      run.result.series.answered(kStart + second * 1s, latency);
    }
  run.result.series.failed(kStart);
  run.result.series.finish();
  totals.round_trips = static_cast<std::uint64_t>(count) * static_cast<std::uint64_t>(seconds);
  totals.requests = totals.round_trips + 3;
  totals.unanswered = 2;
  totals.mismatched = 1;
  totals.errors[static_cast<std::size_t>(LoadError::kReset)] = 2;
  run.result.elapsed = seconds * 1s + 5ms;
  return run;
}

TEST(LoadMerge, JsonIsReadBackAsItWasWritten) {
  LoadRecord run = run_of(50, 3, 777us);
  for (const auto& change : std::vector<std::function<void(LoadRecord&)>>{
           [](LoadRecord&) {}, [](LoadRecord& r) { r.options.rate_per_s.reset(); },
           [](LoadRecord& r) { r.options.udp = true; }, [](LoadRecord& r) { r.options.churn = true; },
           [](LoadRecord& r) { r.options.tls_elsewhere = true; }, [](LoadRecord& r) { r.result.runs = 7; },
           [](LoadRecord& r) { r.result = {}; }}) {
    change(run);
    const std::string json = load_json(run.options, run.result);
    const auto read = parse_load_json(json);
    ASSERT_TRUE(read) << read.error().message << json;
    EXPECT_EQ(load_json(read->options, read->result), json);
  }
}

TEST(LoadMerge, CountsAddUpAndTimesLieInOneHistogram) {
  LoadRecord all = run_of(50, 3, 1ms);
  ASSERT_EQ(differing_field(all.options, run_of(1, 1, 1ms).options), nullptr);
  add_run(all, run_of(150, 5, 9ms));
  EXPECT_EQ(all.options.connections, 20U);
  EXPECT_EQ(all.options.threads, 2U);
  EXPECT_EQ(all.options.rate_per_s, 201);
  EXPECT_EQ(all.options.duration, 5s);
  EXPECT_EQ(all.result.elapsed, 5s + 5ms);
  EXPECT_EQ(all.result.totals.round_trips, 900U);
  EXPECT_EQ(all.result.totals.all_errors(), 4U);
  EXPECT_EQ(all.result.totals.latency.count(), 900U);
  EXPECT_LT(all.result.totals.latency.quantile(0.16), 2ms);
  EXPECT_EQ(all.result.totals.latency.quantile(0.17), 9ms);
  ASSERT_EQ(all.result.series.points().size(), 5U);
  EXPECT_EQ(all.result.series.points()[2].latency().count(), 200U);
  EXPECT_EQ(all.result.series.points()[4].latency().count(), 150U);
  EXPECT_EQ(all.result.series.points()[0].errors, 2U);
  EXPECT_EQ(all.result.runs, 2U);
  EXPECT_NE(load_text(all.options, all.result).find("2 runs added up"), std::string::npos);
}

TEST(LoadMerge, RunsOfDifferentKindsAreNamedByTheField) {
  const LoadOptions one{.rate_per_s = 1};
  const std::vector<std::pair<LoadOptions, const char*>> others{
      {{}, "loop"},
      {{.rate_per_s = 1, .udp = true}, "udp"},
      {{.rate_per_s = 1, .churn = true}, "churn"},
      {{.message_bytes = 65, .rate_per_s = 1}, "size"},
      {{.rate_per_s = 1, .pipeline = 2}, "pipeline"},
      {{.rate_per_s = 1, .tls_elsewhere = true}, "tls"}};
  for (const auto& [other, field] : others) EXPECT_STREQ(differing_field(one, other), field);
}

TEST(LoadMerge, WhatIsNoResultOfALoadRunIsRefused) {
  const LoadRecord run = run_of(5, 2, 1ms);
  const std::string json = load_json(run.options, run.result);
  for (const char* text : {"", "{}", "[]", "1", "{\"v\":1}", "{\"v\":1,\"errors_by_kind\":{}}"})
    EXPECT_FALSE(parse_load_json(text)) << text;
  for (std::size_t length = 0; length + 1 < json.size(); length += 7)
    EXPECT_FALSE(parse_load_json(json.substr(0, length))) << length;
  const std::vector<std::pair<std::string, std::string>> changes{
      {"\"v\":1", "\"v\":2"},
      {"\"round_trips\":10", "\"round_trips\":11"},
      {"\"requests\":", "\"requests\":-"},
      {"\"latency_hdr_ns\":\"H", "\"latency_hdr_ns\":\"I"},
      {"\"latency_hdr_ns\"", "\"hdr\""},
      {"\"interval_s\":1.0", "\"interval_s\":0.5"},
      {"\"interval_s\":1.0", "\"interval_s\":0"},
      {"\"interval_s\":1.0", "\"interval_s\":1.5"},
      {"\"interval_s\":1.0", "\"interval_s\":3"},
      {"\"interval_s\":1.0", "\"interval_s\":1e99"},
      {"\"target\":\"192.0.2.1:7\"", "\"target\":\"192.0.2.1\""},
      {"\"udp\":false", "\"udp\":0"}};
  for (const auto& [from, to] : changes) {
    std::string changed = json;
    const std::size_t at = changed.find(from);
    ASSERT_NE(at, std::string::npos) << from;
    EXPECT_FALSE(parse_load_json(changed.replace(at, from.size(), to))) << to;
  }
}

}  // namespace
}  // namespace sounder
