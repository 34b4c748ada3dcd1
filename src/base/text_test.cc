#include "base/text.h"

#include <gtest/gtest.h>

#include <cstdlib>

namespace sounder {
namespace {

void environment(const char* language, const char* lc_all, const char* lang) {
  ::setenv("LANGUAGE", language, 1);
  ::setenv("LC_ALL", lc_all, 1);
  ::setenv("LC_MESSAGES", "", 1);
  ::setenv("LANG", lang, 1);
}

TEST(Language, FollowsTheEnvironmentInGettextsOrder) {
  environment("", "", "ru_RU.UTF-8");
  EXPECT_EQ(choose_language({}), "ru");
  environment("", "en_US.UTF-8", "ru_RU.UTF-8");
  EXPECT_EQ(choose_language({}), "en");
  environment("de:ru", "", "de_DE.UTF-8");
  EXPECT_EQ(choose_language({}), "ru");
  environment("ru", "C", "ru_RU.UTF-8");
  EXPECT_EQ(choose_language({}), "en");
  environment("", "", "");
  EXPECT_EQ(choose_language({}), "en");
}

TEST(Language, TheFlagWins) {
  environment("", "C", "");
  EXPECT_EQ(choose_language("ru"), "ru");
}

TEST(Text, ArgumentsMayTurnRound) { EXPECT_EQ(text("{1} before {0}", "b", "a"), "a before b"); }

}  // namespace
}  // namespace sounder
