#include "report/load/hanging_lines.h"

#include <gtest/gtest.h>

namespace sounder {
namespace {

TEST(HangingLines, ALineThatFitsStaysAsItIs) {
  EXPECT_EQ(hanging_lines("no errors", 80), "no errors\n");
  EXPECT_EQ(hanging_lines("no errors", 9), "no errors\n");
  EXPECT_EQ(hanging_lines("", 9), "\n");
}

TEST(HangingLines, ALongLineBreaksAtSpacesAndIsIndented) {
  EXPECT_EQ(hanging_lines("one two three four", 9), "one two\n  three\n  four\n");
  EXPECT_EQ(hanging_lines("ошибок нет совсем", 10), "ошибок нет\n  совсем\n");
}

TEST(HangingLines, AWordThatIsTooLongHasALineOfItsOwn) {
  EXPECT_EQ(hanging_lines("to [2001:db8::1]:7007 it goes", 10), "to\n  [2001:db8::1]:7007\n  it goes\n");
}

}  // namespace
}  // namespace sounder
