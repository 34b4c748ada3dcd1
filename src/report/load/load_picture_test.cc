#include "report/load/load_picture.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>
#include <vector>

#include "report/text/terminal.h"

namespace sounder {
namespace {

using namespace std::chrono_literals;

std::vector<std::string> lines_of(const std::string& text) {
  std::istringstream stream(text);
  std::vector<std::string> lines;
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

TEST(FormatLatency, HaveThreeDigitsAndTheUnitThatFits) {
  EXPECT_EQ(format_latency(850ns), "850 ns");
  EXPECT_EQ(format_latency(1us), "1.00 us");
  EXPECT_EQ(format_latency(85'349ns), "85.3 us");
  EXPECT_EQ(format_latency(310us), "310 us");
  EXPECT_EQ(format_latency(999'900ns), "1.00 ms");
  EXPECT_EQ(format_latency(9'996us), "10.0 ms");
  EXPECT_EQ(format_latency(12'345ms), "12.3 s");
  EXPECT_EQ(format_latency(2h), "7200 s");
}

TEST(LatencyPicture, IsEmptyWithoutTimesOrRoom) {
  Histogram times;
  EXPECT_EQ(latency_picture(times, 72, 4), "");
  times.record(1ms);
  EXPECT_EQ(latency_picture(times, 10, 4), "");
}

TEST(LatencyPicture, ShowsTheMostAtFullHeightAndASingleLateOneToo) {
  Histogram times;
  for (int i = 0; i < 100'000; ++i) times.record(150us);
  times.record(50ms);
  const auto lines = lines_of(latency_picture(times, 60, 3));
  ASSERT_EQ(lines.size(), 5U);
  // Three decades of 20 columns: 150 us is in the fourth column, 50 ms six from the end.
  EXPECT_EQ(lines[0], "   █");
  EXPECT_EQ(lines[1], "   █");
  EXPECT_EQ(lines[2], "   █" + std::string(49, ' ') + "▁");
  EXPECT_EQ(lines[3], "|                   |                   |");
  EXPECT_EQ(lines[4], "100 us              1 ms                10 ms");
}

TEST(LatencyPicture, ALabelThatDoesNotFitIsLeftOutAndNeverCut) {
  Histogram times;
  times.record(15us);
  times.record(150ms);
  const auto lines = lines_of(latency_picture(times, 30, 1));  // five decades of six columns
  EXPECT_EQ(lines[1], "|     |     |     |     |");
  EXPECT_EQ(lines[2], "10 us       1 ms  10 ms");
}

TEST(LatencyPicture, FitsItsColumnsFromANanosecondToADay) {
  Histogram times;
  for (Duration t = 1ns; t < 24h; t = t * 3 / 2 + 1ns) times.record(t);
  for (const std::size_t columns : {20U, 33U, 72U, 200U})
    for (const auto& line : lines_of(latency_picture(times, columns, 4)))
      EXPECT_LE(display_width(line), columns) << line;
}

}  // namespace
}  // namespace sounder
