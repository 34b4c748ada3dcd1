#include "report/text/width.h"

#include <gtest/gtest.h>

namespace sounder {
namespace {

TEST(DisplayWidth, CountsColumnsNotBytes) {
  EXPECT_EQ(display_width("port"), 4U);
  EXPECT_EQ(display_width("порт"), 4U);
  EXPECT_EQ(display_width("端口"), 4U);
  EXPECT_EQ(display_width("포트"), 4U);
  EXPECT_EQ(display_width("e\u0301"), 1U);  // an accent of its own stands above the letter
  EXPECT_EQ(display_width("\xff\xfe"), 2U);
}

TEST(DisplayWidth, CutsNoCharacterInTwo) {
  EXPECT_EQ(cut_to_width("порт", 2), "по");
  EXPECT_EQ(cut_to_width("порт", 9), "порт");
  EXPECT_EQ(cut_to_width("порт", 0), "");
  EXPECT_EQ(cut_to_width("端口", 3), "端");
  EXPECT_EQ(cut_to_width("e\u0301x", 1), "e\u0301");
}

TEST(DisplayWidth, WhatIsShortenedKeepsBothEnds) {
  EXPECT_EQ(shortened("2001:db8::1234", 14), "2001:db8::1234");
  EXPECT_EQ(shortened("2001:db8::1234", 9), "2001…1234");
  EXPECT_EQ(shortened("端口端口端口", 6), "端…口");
  for (std::size_t columns = 0; columns < 20; ++columns)
    EXPECT_LE(display_width(shortened("узел-с-длинным-именем", columns)), columns);
}

TEST(DisplayWidth, LinesAreWrappedAtSpaces) {
  EXPECT_EQ(wrapped("keys: p pause, q finish", 14), "keys: p pause,\nq finish\n");
  EXPECT_EQ(wrapped("keys", 80), "keys\n");
  EXPECT_EQ(wrapped("", 80), "");
  EXPECT_EQ(wrapped("порт открыт", 6), "порт\nоткрыт\n");
  EXPECT_EQ(wrapped("unreachable", 5), "unrea\n");
}

}  // namespace
}  // namespace sounder
