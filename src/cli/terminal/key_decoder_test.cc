#include "cli/terminal/key_decoder.h"

#include <gtest/gtest.h>

#include "tests/support/seeds.h"

namespace sounder {

// For gtest's messages.
void PrintTo(const Key& key, std::ostream* out) {
  *out << static_cast<int>(key.kind) << '"' << key.text << '"';
}

namespace {

std::vector<Key> keys_of(std::string_view bytes) {
  KeyDecoder decoder;
  std::vector<Key> keys;
  decoder.take(bytes, keys);
  return keys;
}

Key typed(std::string text) { return {KeyKind::kText, std::move(text)}; }

TEST(KeyDecoder, KnowsTheKeysOfTerminals) {
  const std::vector<std::pair<std::string_view, std::vector<Key>>> cases{
      {"abc\xd0\xb6", {typed("abc\xd0\xb6")}},
      {"a\tb", {typed("a\tb")}},
      {"a\rb\n", {typed("a"), {KeyKind::kEnter}, typed("b"), {KeyKind::kEnter}}},
      {"\033[A\033[B\033[C\033[D", {{KeyKind::kUp}, {KeyKind::kDown}, {KeyKind::kRight}, {KeyKind::kLeft}}},
      {"\033OA\033OH\033OF", {{KeyKind::kUp}, {KeyKind::kHome}, {KeyKind::kEnd}}},
      {"\033[1~\033[4~\033[3~\033[7~\033[8~",
       {{KeyKind::kHome}, {KeyKind::kEnd}, {KeyKind::kDelete}, {KeyKind::kHome}, {KeyKind::kEnd}}},
      {"\033[1;5C\033[1;3D\033b\033f\033d",
       {{KeyKind::kWordRight},
        {KeyKind::kWordLeft},
        {KeyKind::kWordLeft},
        {KeyKind::kWordRight},
        {KeyKind::kKillWordRight}}},
      {"\x01\x05\x15\x0b\x17\x19",
       {{KeyKind::kHome},
        {KeyKind::kEnd},
        {KeyKind::kKillToStart},
        {KeyKind::kKillToEnd},
        {KeyKind::kKillWordLeft},
        {KeyKind::kYank}}},
      {"\177\x08\x04", {{KeyKind::kBackspace}, {KeyKind::kBackspace}, {KeyKind::kDeleteOrEnd}}},
      {"\x16\x15x", {typed("\x15x")}},     // Ctrl-V
      {"\033[15~\033[24;2~\033x\x1c\x02",  // F5, F12: nothing
       {{KeyKind::kLeft}}},
      {"\033\033[A", {{KeyKind::kUp}}}};
  for (const auto& [bytes, keys] : cases) EXPECT_EQ(keys_of(bytes), keys) << testing::PrintToString(bytes);
}

TEST(KeyDecoder, APasteIsTextWhateverItHolds) {
  EXPECT_EQ(keys_of("x\033[200~a\tb\x15\033[A\177\033[201~y"),
            (std::vector<Key>{typed("xa\tb\x15\033[A\177y")}));
  EXPECT_EQ(keys_of("\033[200~one\rtwo\033[201~"),
            (std::vector<Key>{typed("one"), {KeyKind::kEnter}, typed("two")}));
  EXPECT_EQ(keys_of("\033[200~\033[20\033[201~\x01"), (std::vector<Key>{typed("\033[20"), {KeyKind::kHome}}));
}

TEST(KeyDecoder, HowTheBytesAreCutDoesNotMatter) {
  test::for_seeds(200, [](std::mt19937_64& random) {
    static constexpr std::string_view kPieces[] = {"a",    "\xd0\xb6",  "\033",      "[",   "200~",
                                                   "201~", "\033[200~", "\033[201~", "\t",  "\033[1;5C",
                                                   "\r",   "O",         "\x16",      "\x7f"};
    std::string bytes;
    for (int i = 0; i < 30; ++i) bytes += kPieces[random() % std::size(kPieces)];
    KeyDecoder decoder;
    std::vector<Key> keys;
    for (std::size_t at = 0; at < bytes.size();) {
      const std::size_t length = 1 + random() % 5;
      decoder.take(std::string_view(bytes).substr(at, length), keys);
      at += length;
    }
    EXPECT_EQ(keys, keys_of(bytes));
  });
}

}  // namespace
}  // namespace sounder
