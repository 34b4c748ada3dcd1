#include "cli/suggest.h"

#include <gtest/gtest.h>

#include <vector>

namespace sounder {
namespace {

TEST(Suggest, FindsTheTypoAndNothingElse) {
  const std::vector<std::string> commands{"serve", "connect", "load", "scan", "help"};
  EXPECT_EQ(nearest("scna", commands), "scan");
  EXPECT_EQ(nearest("conect", commands), "connect");
  EXPECT_EQ(nearest("server", commands), "serve");
  EXPECT_EQ(nearest("nmap", commands), std::nullopt);
  EXPECT_EQ(nearest("", commands), std::nullopt);
}

}  // namespace
}  // namespace sounder
