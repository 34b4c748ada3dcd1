#include "cli/terminal/line_view.h"

#include <gtest/gtest.h>

#include "report/text/width.h"
#include "tests/support/seeds.h"

namespace sounder {
namespace {

// The row of a terminal after these bytes, and where its cursor is: carriage return, "erase to the end" and
// letters.
struct Row {
  std::string text;
  std::size_t column = 0;
};

Row row_after(std::string_view bytes) {
  std::vector<std::string> cells;
  std::size_t column = 0;
  while (!bytes.empty()) {
    if (bytes.starts_with("\r")) {
      column = 0;
      bytes.remove_prefix(1);
    } else if (bytes.starts_with("\033[K")) {
      cells.resize(std::min(cells.size(), column));
      bytes.remove_prefix(3);
    } else {
      const std::size_t length = next_character(bytes, 0);
      const std::size_t width = display_width(bytes.substr(0, length));
      cells.resize(std::max(cells.size(), column + width));
      cells[column] = bytes.substr(0, length);
      for (std::size_t i = 1; i < width; ++i) cells[column + i].clear();
      column += width;
      bytes.remove_prefix(length);
    }
  }
  Row row{.text = {}, .column = column};
  for (const std::string& cell : cells) row.text += cell;
  return row;
}

EditedLine line_of(const std::string& text) {
  EditedLine line;
  line.press({KeyKind::kText, text});
  return line;
}

TEST(LineView, ShowsPromptTextAndCursor) {
  LineView view("> ");
  EditedLine line = line_of("he\xcc\x81llo");
  EXPECT_EQ(row_after(view.draw(line, 80)).text, "> he\xcc\x81llo");
  EXPECT_EQ(row_after(view.draw(line, 80)).column, 7U);
  line.press({KeyKind::kHome});
  line.press({KeyKind::kRight});
  line.press({KeyKind::kRight});
  EXPECT_EQ(row_after(view.draw(line, 80)).column, 4U);
}

TEST(LineView, ControlCharactersAreSpelledOut) {
  LineView view("> ");
  EXPECT_EQ(row_after(view.draw(line_of("a\tb\x1b[2J\xff"), 80)).text, "> a^Ib\\x1b[2J\\xff");
  EXPECT_EQ(row_after(view.draw(line_of("a\t\u0301b"), 80)).text, "> a^I\u0301b");
}

TEST(LineView, ALongLineShowsThePartAroundTheCursor) {
  LineView view("> ");
  EditedLine line;
  for (int i = 0; i < 100; ++i) line.press({KeyKind::kText, std::to_string(i) + " "});
  EXPECT_EQ(row_after(view.draw(line, 20)).text, "> 4 95 96 97 98 99 ");
  line.press({KeyKind::kHome});
  EXPECT_EQ(row_after(view.draw(line, 20)).text, "> 0 1 2 3 4 5 6 7 8");
  EXPECT_EQ(row_after(view.draw(line, 20)).column, 2U);
}

TEST(LineView, NeverFillsTheLastColumnAndTheCursorIsSeen) {
  test::for_seeds(200, [](std::mt19937_64& random) {
    static constexpr std::string_view kPieces[] = {"a",  " ",    "\xd0\xb6", "e\xcc\x81", "\xe4\xb8\xad",
                                                   "\t", "\xff", "\x01"};
    LineView view("> ");
    EditedLine line;
    for (int i = 0; i < 100; ++i) {
      const auto kind = static_cast<KeyKind>(random() % (static_cast<unsigned>(KeyKind::kRedraw) + 1));
      line.press({kind, std::string(kPieces[random() % std::size(kPieces)])});
      const std::size_t columns = 8 + random() % 30;
      const Row row = row_after(view.draw(line, columns));
      EXPECT_LT(display_width(row.text), columns);
      EXPECT_LT(row.column, columns);
    }
  });
}

}  // namespace
}  // namespace sounder
