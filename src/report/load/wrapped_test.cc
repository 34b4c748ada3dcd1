#include "report/load/wrapped.h"

#include <gtest/gtest.h>

namespace sounder {
namespace {

TEST(Wrapped, ALineThatFitsStaysAsItIs) {
  EXPECT_EQ(wrapped("no errors", 80), "no errors\n");
  EXPECT_EQ(wrapped("no errors", 9), "no errors\n");
  EXPECT_EQ(wrapped("", 9), "\n");
}

TEST(Wrapped, ALongLineBreaksAtSpacesAndIsIndented) {
  EXPECT_EQ(wrapped("one two three four", 9), "one two\n  three\n  four\n");
  EXPECT_EQ(wrapped("ошибок нет совсем", 10), "ошибок нет\n  совсем\n");
}

TEST(Wrapped, AWordThatIsTooLongHasALineOfItsOwn) {
  EXPECT_EQ(wrapped("to [2001:db8::1]:7007 it goes", 10), "to\n  [2001:db8::1]:7007\n  it goes\n");
}

}  // namespace
}  // namespace sounder
