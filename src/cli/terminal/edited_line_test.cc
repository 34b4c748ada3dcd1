#include "cli/terminal/edited_line.h"

#include <gtest/gtest.h>

#include "report/text/utf8.h"
#include "tests/support/seeds.h"

namespace sounder {
namespace {

EditedLine pressed(std::initializer_list<Key> keys) {
  EditedLine line;
  for (const Key& key : keys) line.press(key);
  return line;
}

Key typed(std::string text) { return {KeyKind::kText, std::move(text)}; }

TEST(EditedLine, BackspaceTakesALetterWithItsMarks) {
  const std::string acute = "e\xcc\x81";              // e, combining acute accent
  const std::string two_marks = "a\xcc\x88\xcc\x84";  // a, diaeresis, macron
  for (const std::string& letter : {acute, two_marks, std::string("\xd0\xb9"), std::string("\xe4\xb8\xad"),
                                    std::string("\xff"), std::string("\xd0")}) {
    EXPECT_EQ(pressed({typed("x" + letter), {KeyKind::kBackspace}}).text(), "x");
    EXPECT_EQ(pressed({typed("x" + letter), {KeyKind::kLeft}, typed("y")}).text(), "xy" + letter);
    EXPECT_EQ(pressed({typed(letter + "x"), {KeyKind::kHome}, {KeyKind::kDelete}}).text(), "x");
    EXPECT_EQ(pressed({typed(letter + "x"), {KeyKind::kHome}, {KeyKind::kRight}, typed("y")}).text(),
              letter + "yx");
  }
}

TEST(EditedLine, KillsAndYanksAsEmacsDoes) {
  EXPECT_EQ(pressed({typed("rm -rf old"), {KeyKind::kKillToStart}, typed("ls")}).text(), "ls");
  EXPECT_EQ(pressed({typed("one two"), {KeyKind::kKillWordLeft}, {KeyKind::kHome}, {KeyKind::kYank}}).text(),
            "twoone ");
  EXPECT_EQ(pressed({typed("one two"), {KeyKind::kHome}, {KeyKind::kKillWordRight}}).text(), " two");
  EXPECT_EQ(pressed({typed("one two"), {KeyKind::kWordLeft}, {KeyKind::kKillToEnd}}).text(), "one ");
}

TEST(EditedLine, HistoryComesAndGoesAndKeepsWhatWasBeingTyped) {
  EditedLine line;
  for (const char* text : {"first", "second", "second", ""}) {
    line.press(typed(text));
    EXPECT_EQ(line.finish(), text);
  }
  line.press(typed("third"));
  line.press({KeyKind::kUp});
  EXPECT_EQ(line.text(), "second");
  line.press({KeyKind::kUp});
  line.press({KeyKind::kUp});
  EXPECT_EQ(line.text(), "first");
  line.press({KeyKind::kDown});
  line.press({KeyKind::kDown});
  line.press({KeyKind::kDown});
  EXPECT_EQ(line.text(), "third");
}

TEST(EditedLine, HasItsLimits) {
  EditedLine line;
  for (int i = 0; i < 3; ++i) line.press(typed(std::string(500'000, 'x')));
  EXPECT_EQ(line.text().size(), kLongestLine);
  line.press(typed("y"));
  EXPECT_EQ(line.finish().size(), kLongestLine);
}

// Whatever is typed, the cursor is never inside a character, and without erasing all text stays.
TEST(EditedLine, TheCursorStaysBetweenCharacters) {
  test::for_seeds(200, [](std::mt19937_64& random) {
    static constexpr std::string_view kPieces[] = {
        "a", " ", "\xd0\xb6", "\xcc\x81", "\xe4\xb8\xad", "\xf0\x9f\x98\x80", "\xff"};
    EditedLine line;
    for (int i = 0; i < 200; ++i) {
      const auto kind = static_cast<KeyKind>(random() % (static_cast<unsigned>(KeyKind::kRedraw) + 1));
      line.press({kind, kind == KeyKind::kText ? std::string(kPieces[random() % std::size(kPieces)])
                                               : std::string()});
      ASSERT_LE(line.cursor(), line.text().size());
      if (line.cursor() < line.text().size()) {
        // The start of a sequence, or a byte that belongs to none.
        const auto byte = static_cast<unsigned char>(line.text()[line.cursor()]);
        EXPECT_NE(byte & 0xC0U, 0x80U);
      }
    }
  });
}

}  // namespace
}  // namespace sounder
