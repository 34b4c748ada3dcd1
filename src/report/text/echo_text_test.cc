#include "report/text/echo_text.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace sounder {
namespace {

std::string take(EchoText& text, std::string_view bytes) {
  return text.take(std::as_bytes(std::span(bytes)));
}

TEST(EchoText, PrefixesWholeLinesAndKeepsAnIncompleteOne) {
  EchoText text("Echo: ");
  EXPECT_EQ(take(text, "hel"), "");
  EXPECT_EQ(take(text, "lo\n\nsecond"), "Echo: hello\nEcho: \n");
  EXPECT_EQ(text.finish(), "Echo: second\n");
  EXPECT_EQ(text.finish(), "");
}

TEST(EchoText, ALineWithoutEndComesInPieces) {
  EchoText text("> ");
  const std::string shown = take(text, std::string(3 * kLongestShownLine, 'x'));
  EXPECT_EQ(std::ranges::count(shown, '\n'), 2);
  EXPECT_EQ(text.finish().size(), 2 + kLongestShownLine + 1);
}

TEST(Printable, ControlCharactersAreSpelledOut) {
  EXPECT_EQ(printable("a\033]0;title\007\tb\r\177"), "a\\x1b]0;title\\x07\tb\\x0d\\x7f");
  EXPECT_EQ(printable("\xC2\x9B"
                      "31m"),
            "\\xc2\\x9b31m");
  EXPECT_EQ(printable("\xE2\x80\xAE"
                      "abc"),
            "\\xe2\\x80\\xaeabc");
}

TEST(Printable, Utf8StaysAndWhatIsNoneIsSpelledOut) {
  EXPECT_EQ(printable("Эхо — ✓ 🐬"), "Эхо — ✓ 🐬");
  EXPECT_EQ(printable("\xC0\x80\xFF\xE2\x82"), "\\xc0\\x80\\xff\\xe2\\x82");
  EXPECT_EQ(printable("\xED\xA0\x80"), "\\xed\\xa0\\x80");
}

}  // namespace
}  // namespace sounder
