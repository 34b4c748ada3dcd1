#include "cli/choices.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace sounder {
namespace {

constexpr Choices kSides{Choice{"left", 1}, Choice{"right", 2}, Choice{"both", 3}};

TEST(Choices, AWordIsItsValueAndNoWordIsTheFirst) {
  EXPECT_EQ(kSides.parse("--side", "both").value(), 3);
  EXPECT_EQ(kSides.parse("--side", "").value(), 1);
  EXPECT_STREQ(kSides.usual(), "left");
}

TEST(Choices, ATypoGetsASuggestionAndAnythingElseTheList) {
  EXPECT_EQ(kSides.parse("--side", "rihgt").error().message, "--side rihgt: did you mean 'right'?");
  EXPECT_EQ(kSides.parse("--side", "up").error().message, "--side up: this must be left, right or both");
  EXPECT_EQ(kSides.parse("--side", "up").error().fault, Fault::kInput);
}

TEST(Choices, TheTypeNameHoldsTheWords) {
  EXPECT_EQ(kSides.type_name(), "left|right|both");
  EXPECT_THAT(words_of_type_name(kSides.type_name()), testing::ElementsAre("left", "right", "both"));
  EXPECT_THAT(words_of_type_name("FILE"), testing::IsEmpty());
}

}  // namespace
}  // namespace sounder
