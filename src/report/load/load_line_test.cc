#include "report/load/load_line.h"

#include <gtest/gtest.h>

namespace sounder {
namespace {

using namespace std::chrono_literals;

TEST(LoadLine, TellsHowManyConnectionsAreOpenThenHowTheRunGoes) {
  const LoadOptions options{.duration = 10s};
  const Instant start{1h};
  LoadLine line(options, start);
  EXPECT_EQ(line.line(start, {.connected = 50}, 80), "opening connections: 50 of 100");
  LoadProgress progress{.measuring = true, .round_trips = 400'000, .p99 = 310us, .elapsed = 4s};
  EXPECT_EQ(line.line(start + 5s, progress, 80), "4 s of 10 s, 100000/s, p99 310 us, 0 errors");
  progress.errors = 1;
  progress.elapsed = 11s;  // the last answers are waited for
  EXPECT_EQ(LoadLine(options, start).line(start + 12s, progress, 80),
            "10 s of 10 s, 36363/s, p99 310 us, 1 error");
  EXPECT_EQ(LoadLine(options, start).line(start + 12s, progress, 40), "10 s of 10 s, 36363/s, 1 error");
  EXPECT_EQ(LoadLine(options, start).line(start + 12s, progress, 20), "36363/s, 1 error");
  EXPECT_EQ(LoadLine(options, start).line(start + 12s, progress, 8), "36363/s,");
}

TEST(LoadLine, OverUdpLossTakesThePlaceOfErrors) {
  const LoadOptions options{.duration = 10s, .udp = true};
  const Instant start{1h};
  LoadLine line(options, start);
  const LoadProgress progress{
      .measuring = true, .round_trips = 400, .errors = 5, .lost = 7, .p99 = 1ms, .elapsed = 4s};
  EXPECT_EQ(line.line(start + 4s, progress, 80), "4 s of 10 s, 100/s, p99 1.00 ms, 7 lost");
}

}  // namespace
}  // namespace sounder
