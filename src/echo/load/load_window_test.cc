#include "echo/load/load_window.h"

#include <gtest/gtest.h>

#include <ostream>

#include "echo/load/limits.h"

namespace sounder {
namespace {

using namespace std::chrono_literals;
using Answer = LoadWindow::Answer;

const Instant kStart{1h};

struct Row {
  const char* name;
  std::vector<std::uint64_t> answers;  // to four datagrams, in this order
  std::size_t reordered;
  std::size_t duplicated;
  std::size_t under_way;  // at the end
};

void PrintTo(const Row& row, std::ostream* out) { *out << row.name; }

class LoadWindowRows : public testing::TestWithParam<Row> {};

TEST_P(LoadWindowRows, TellWhatTheOrderOfAnswersMeans) {
  LoadWindow window;
  for (int i = 0; i < 4; ++i) window.sent(kStart, kStart);
  std::size_t reordered = 0;
  std::size_t duplicated = 0;
  for (const std::uint64_t number : GetParam().answers) {
    const auto found = window.answered(number);
    reordered += found.reordered ? 1 : 0;
    duplicated += found.what == Answer::kDuplicate ? 1 : 0;
  }
  EXPECT_EQ(reordered, GetParam().reordered);
  EXPECT_EQ(duplicated, GetParam().duplicated);
  EXPECT_EQ(window.under_way(), GetParam().under_way);
}

INSTANTIATE_TEST_SUITE_P(Orders, LoadWindowRows,
                         testing::Values(Row{"InOrder", {0, 1, 2, 3}, 0, 0, 0},
                                         Row{"NeighboursSwapped", {1, 0, 3, 2}, 2, 0, 0},
                                         Row{"OneFarBehind", {1, 2, 3, 0}, 1, 0, 0},
                                         Row{"Backwards", {3, 2, 1, 0}, 3, 0, 0},
                                         Row{"EachTwice", {0, 0, 1, 1, 2, 2, 3, 3}, 0, 4, 0},
                                         Row{"TwiceAndBehindIsOnceBehind", {1, 0, 0}, 1, 1, 2},
                                         Row{"OneLost", {0, 2, 3}, 0, 0, 1}, Row{"AllLost", {}, 0, 0, 4}),
                         [](const auto& row) { return std::string(row.param.name); });

TEST(LoadWindow, WhatIsGivenUpIsLostAndItsAnswerLate) {
  LoadWindow window;
  for (int i = 0; i < 3; ++i) window.sent(kStart, kStart + i * 1s);
  EXPECT_EQ(window.give_up(kStart - 1ns), 0U);
  EXPECT_EQ(window.give_up(kStart + 1s), 2U);
  EXPECT_EQ(window.give_up(kStart + 1s), 0U);
  EXPECT_EQ(window.under_way(), 1U);
  EXPECT_EQ(window.answered(0).what, Answer::kLate);
  EXPECT_EQ(window.answered(0).what, Answer::kDuplicate);
  EXPECT_EQ(window.answered(2).what, Answer::kInTime);
  EXPECT_EQ(window.answered(1).what, Answer::kLate);
}

TEST(LoadWindow, LatencyCountsFromWhenItWasDue) {
  LoadWindow window;
  window.sent(kStart, kStart + 5ms);
  EXPECT_EQ(window.answered(0).due, kStart);
}

TEST(LoadWindow, ANumberThatWasNeverSentIsNoAnswer) {
  LoadWindow window;
  EXPECT_EQ(window.answered(0).what, Answer::kNeverAsked);
  window.sent(kStart, kStart);
  EXPECT_EQ(window.answered(1).what, Answer::kNeverAsked);
  EXPECT_EQ(window.answered(~std::uint64_t{0}).what, Answer::kNeverAsked);
  EXPECT_EQ(window.under_way(), 1U);
}

TEST(LoadWindow, AnOldOneThatIsStillUnderWayIsKnownHoweverManyCameAfterIt) {
  LoadWindow window;
  window.sent(kStart, kStart);
  for (std::uint64_t number = 1; number <= 3 * kDatagramsRemembered; ++number) {
    window.sent(kStart, kStart);
    EXPECT_EQ(window.answered(number).what, Answer::kInTime);
  }
  const auto found = window.answered(0);
  EXPECT_EQ(found.what, Answer::kInTime);
  EXPECT_TRUE(found.reordered);
  EXPECT_EQ(window.answered(0).what, Answer::kLate) << "too long ago to be known as a duplicate";
  EXPECT_EQ(window.answered(2 * kDatagramsRemembered + 1).what, Answer::kDuplicate);
}

}  // namespace
}  // namespace sounder
