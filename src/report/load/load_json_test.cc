#include "report/load/load_json.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace sounder {
namespace {

using namespace std::chrono_literals;
using Json = nlohmann::json;

LoadResult some_result() {
  LoadResult result;
  result.elapsed = 2s;
  result.totals.requests = 1003;
  result.totals.round_trips = 1000;
  result.totals.unanswered = 2;
  result.totals.mismatched = 1;
  result.totals.errors[static_cast<std::size_t>(LoadError::kReset)] = 2;
  result.totals.latency.record(100us);
  return result;
}

TEST(LoadJson, IsOneLineWithEveryFigure) {
  const auto line = load_json({.target = {*Address::parse("::1"), Port{7}}, .pipeline = 3}, some_result());
  EXPECT_EQ(line.find('\n'), line.size() - 1);
  const Json json = Json::parse(line);
  EXPECT_EQ(json.at("v"), 1);
  EXPECT_EQ(json.at("target"), "[::1]:7");
  EXPECT_EQ(json.at("loop"), "closed");
  EXPECT_EQ(json.at("connections"), 100);
  EXPECT_EQ(json.at("size"), 64);
  EXPECT_EQ(json.at("pipeline"), 3);
  EXPECT_EQ(json.at("elapsed_s"), 2.0);
  EXPECT_EQ(json.at("round_trips"), 1000);
  EXPECT_EQ(json.at("per_s"), 500.0);
  EXPECT_EQ(json.at("bytes_per_s"), 32'000.0);
  EXPECT_EQ(json.at("errors"), 2);
  EXPECT_EQ(json.at("errors_by_kind").at("reset"), 2);
  EXPECT_EQ(json.at("errors_by_kind").at("refused"), 0);
  EXPECT_EQ(json.at("mismatched"), 1);
  EXPECT_EQ(json.at("unanswered"), 2);
  EXPECT_EQ(json.at("latency_us").at("p99_9"), 100.0);
  EXPECT_EQ(json.at("interrupted"), false);
}

TEST(LoadJson, WhatDoesNotApplyIsLeftOut) {
  const Json closed = Json::parse(load_json({}, {.totals = {}, .elapsed = 1s}));
  for (const char* field : {"latency_us", "late_us", "connect_us", "rate_asked", "unsent"})
    EXPECT_FALSE(closed.contains(field)) << field;
  LoadResult result = some_result();
  result.totals.unsent = 7;
  result.totals.late.record(1us);
  result.totals.connect.record(2us);
  const Json open = Json::parse(load_json({.rate_per_s = 99.5, .churn = true}, result));
  EXPECT_EQ(open.at("loop"), "open");
  EXPECT_EQ(open.at("churn"), true);
  EXPECT_EQ(open.at("tls"), false);
  EXPECT_EQ(open.at("rate_asked"), 99.5);
  EXPECT_EQ(open.at("unsent"), 7);
  EXPECT_EQ(open.at("late_us").at("max"), 1.0);
  EXPECT_EQ(open.at("connect_us").at("p50"), 2.0);
}

TEST(LoadJson, TheFirstWrongBytesAreInHexadecimal) {
  LoadResult result = some_result();
  result.totals.wrong = {.offset = 7, .came = "HTTP/", .due = {}, .looks = Foreign::kHttp};
  const Json wrong = Json::parse(load_json({}, result)).at("first_mismatch");
  EXPECT_EQ(wrong, Json({{"offset", 7}, {"came", "485454502f"}, {"due", ""}, {"looks_like", "http"}}));
  EXPECT_FALSE(Json::parse(load_json({}, some_result())).contains("first_mismatch"));
}

TEST(LoadJson, EachSecondHasItsFigures) {
  LoadResult result = some_result();
  const Instant start = Instant{} + 1h;
  result.series.start(start);
  result.series.answered(start, 5us);
  result.series.failed(start + 1s);
  result.series.finish();
  const Json series = Json::parse(load_json({}, result)).at("series");
  EXPECT_EQ(series.at("interval_s"), 1.0);
  ASSERT_EQ(series.at("points").size(), 2U);
  EXPECT_EQ(series.at("points")[0].at("round_trips"), 1);
  EXPECT_EQ(series.at("points")[0].at("latency_us").at("max"), 5.0);
  EXPECT_EQ(series.at("points")[1], Json({{"round_trips", 0}, {"errors", 1}}));
}

TEST(LoadJson, DatagramsHaveTheirFates) {
  LoadResult result;
  result.totals.requests = 10;
  result.totals.round_trips = 7;
  result.totals.lost = 3;
  result.totals.too_late = 2;
  result.totals.reordered = 1;
  result.totals.duplicated = 4;
  const Json json = Json::parse(load_json({.udp = true}, result));
  EXPECT_EQ(json.at("udp"), true);
  EXPECT_EQ(json.at("lost"), 3);
  EXPECT_EQ(json.at("too_late"), 2);
  EXPECT_EQ(json.at("reordered"), 1);
  EXPECT_EQ(json.at("duplicated"), 4);
  EXPECT_FALSE(json.contains("unanswered"));
  EXPECT_FALSE(Json::parse(load_json({}, result)).contains("lost"));
}

}  // namespace
}  // namespace sounder
