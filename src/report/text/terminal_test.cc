#include "report/text/terminal.h"

#include <gtest/gtest.h>

namespace sounder {
namespace {

TEST(DisplayWidth, CountsLettersNotBytes) {
  EXPECT_EQ(display_width("port"), 4U);
  EXPECT_EQ(display_width("порт"), 4U);
  EXPECT_EQ(cut_to_width("порт", 2), "по");
  EXPECT_EQ(cut_to_width("порт", 9), "порт");
  EXPECT_EQ(cut_to_width("порт", 0), "");
}

}  // namespace
}  // namespace sounder
