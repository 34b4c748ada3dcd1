#include "report/text/progress_bar.h"

#include <gtest/gtest.h>

#include <limits>

#include "report/text/width.h"

namespace sounder {
namespace {

using namespace std::chrono_literals;

constexpr Instant kStart{};

TEST(ProgressBar, TellsPercentRateFoundAndTimeLeft) {
  ProgressBar bar(kStart);
  EXPECT_EQ(bar.line(kStart + 1s, {.pairs = 1000, .settled = 250, .open = 3, .sent = 260}, 80),
            "[#######.......................]  25%  250 ports/s  3 found  0:03 left");
}

TEST(ProgressBar, TheRateFollowsTheLastSeconds) {
  ProgressBar bar(kStart);
  bar.line(kStart + 1s, {.pairs = 1'000'000, .settled = 100'000}, 80);
  for (int s = 2; s <= 10; ++s) bar.line(kStart + s * 1s, {.pairs = 1'000'000, .settled = 100'000}, 80);
  const std::string line = bar.line(kStart + 11s, {.pairs = 1'000'000, .settled = 100'000}, 80);
  EXPECT_NE(line.find(" 0 ports/s"), std::string::npos) << line;
  EXPECT_EQ(line.find("left"), std::string::npos) << line;
}

TEST(ProgressBar, NeverSays100PercentTooEarly) {
  ProgressBar bar(kStart);
  const std::string line = bar.line(kStart + 1s, {.pairs = 100'000, .settled = 99'999}, 80);
  EXPECT_NE(line.find(" 99%"), std::string::npos) << line;
}

TEST(ProgressBar, FitsAnyWidth) {
  for (std::size_t columns = 0; columns < 120; ++columns) {
    ProgressBar bar(kStart);
    EXPECT_LE(display_width(bar.line(kStart + 1s, {.pairs = 100'000, .settled = 500}, columns)), columns);
  }
}

TEST(ProgressBar, SaysThatItIsPausedAndForgetsTheSpeedOfBefore) {
  ProgressBar bar(kStart);
  const Progress half{.pairs = 1000, .settled = 500, .open = 3};
  bar.line(kStart + 1s, half, 80);
  EXPECT_EQ(bar.line(kStart + 2s, half, 80, {.paused = true}),
            "[###############...............]  50%  paused  3 found");
  bar.line(kStart + 60s, half, 80);
  const std::string later = bar.line(kStart + 61s, {.pairs = 1000, .settled = 600, .open = 3}, 80);
  EXPECT_NE(later.find(" 100 ports/s"), std::string::npos) << later;
}

TEST(ProgressBar, SaysWhatKeysHaveMadeOfTheRate) {
  ProgressBar bar(kStart);
  const Progress some{.pairs = 1000, .settled = 250, .open = 3};
  EXPECT_EQ(bar.line(kStart + 1s, some, 100, {.cap_per_s = 250}),
            "[#######.......................]  25%  250 ports/s  at most 250/s  3 found  0:03 left");
  const BarState lifted{.cap_per_s = std::numeric_limits<double>::infinity()};
  EXPECT_NE(bar.line(kStart + 1s, some, 100, lifted).find("no rate cap"), std::string::npos);
}

TEST(ProgressBar, TheHintIsThereWhereThereIsRoom) {
  const Progress some{.pairs = 1000, .settled = 250, .open = 3};
  const auto line = [&](std::size_t columns) {
    ProgressBar bar(kStart);
    return bar.line(kStart + 1s, some, columns, {.hint = "? keys"});
  };
  EXPECT_TRUE(line(80).ends_with("  ? keys"));
  EXPECT_TRUE(line(60).ends_with(" left"));
  for (std::size_t columns = 0; columns < 120; ++columns) EXPECT_LE(display_width(line(columns)), columns);
}

// A line that was only cut lost its last figures, in the middle of a word.
TEST(ProgressBar, OnANarrowScreenTheImportantWordsStay) {
  const Progress some{.pairs = 100'000, .settled = 25'000, .open = 3};
  const auto line = [&](std::size_t columns, const BarState& state = {}) {
    ProgressBar bar(kStart);
    return bar.line(kStart + 1s, some, columns, state);
  };
  EXPECT_EQ(line(41), " 25%  25000 ports/s  3 found  0:03 left");
  EXPECT_EQ(line(38), "[##.........]  25%  3 found  0:03 left");
  EXPECT_EQ(line(30), " 25%  3 found  0:03 left");
  EXPECT_EQ(line(19), " 25%  3 found");
  EXPECT_EQ(line(10), " 25%");
  EXPECT_EQ(line(19, {.paused = true}), " 25%  paused");
}

TEST(ProgressBar, AnEmptyScanIsDone) {
  ProgressBar bar(kStart);
  EXPECT_NE(bar.line(kStart, {}, 80).find("100%"), std::string::npos);
}

}  // namespace
}  // namespace sounder
