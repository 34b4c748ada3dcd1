#include "scan/targets/target_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace sounder {
namespace {

using namespace std::string_view_literals;
using testing::ElementsAre;

const std::string kFile = "hosts.txt";

std::vector<std::string> words(std::string_view bytes) {
  std::vector<PlacedWord> found;
  EXPECT_TRUE(read_target_words(bytes, kFile, found));
  std::vector<std::string> out;
  for (const PlacedWord& word : found) out.push_back(std::to_string(word.line) + " " + word.text);
  return out;
}

TEST(TargetFile, WordsStandBetweenWhiteSpaceAndCommentsEndLines) {
  EXPECT_THAT(words("a b\r\n\n# all of it\n\tc#d e\nf"), ElementsAre("1 a", "1 b", "4 c", "5 f"));
  EXPECT_THAT(words(""), ElementsAre());
}

TEST(TargetFile, AByteOrderMarkIsNoPartOfTheFirstWord) {
  EXPECT_THAT(words("\xef\xbb\xbf"
                    "a\nb"),
              ElementsAre("1 a", "2 b"));
}

TEST(TargetFile, Utf16IsUnderstoodInBothOrders) {
  EXPECT_THAT(words("\xff\xfe"
                    "a\0\r\0\n\0b\0"sv),
              ElementsAre("1 a", "2 b"));
  EXPECT_THAT(words("\xfe\xff"
                    "\0a\0\r\0\n\0b"sv),
              ElementsAre("1 a", "2 b"));
  // Two, three and four bytes in UTF-8: a Cyrillic letter, the euro sign, a surrogate pair.
  EXPECT_THAT(words("\xfe\xff\x04\x30 \x20\xac"sv.substr(0, 4)), ElementsAre("1 \xd0\xb0"));
  EXPECT_THAT(words("\xfe\xff\x20\xac"sv), ElementsAre("1 \xe2\x82\xac"));
  EXPECT_THAT(words("\xff\xfe\x3d\xd8\x00\xde"sv), ElementsAre("1 \xf0\x9f\x98\x80"));
  // Half a pair, and half a character at the end.
  EXPECT_THAT(words("\xff\xfe\x3d\xd8"
                    "a\0x"sv),
              ElementsAre("1 \xef\xbf\xbd"
                          "a"));
}

TEST(TargetFile, AnErrorSaysTheFileAndTheLine) {
  EXPECT_EQ(PlacedWord("x", kFile, 7).told({Fault::kInput, "wrong"}).message, "hosts.txt:7: wrong");
  EXPECT_EQ(PlacedWord(std::string("x")).told({Fault::kInput, "wrong"}).message, "wrong");
}

}  // namespace
}  // namespace sounder
