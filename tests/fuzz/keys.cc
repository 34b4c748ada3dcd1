// What a terminal sends while a scan or a server runs, as keys; and the same as keys of the line editor.
#include <algorithm>
#include <vector>

#include "cli/terminal/edited_line.h"
#include "cli/terminal/key_decoder.h"
#include "cli/terminal/line_view.h"
#include "cli/terminal/typed_keys.h"
#include "tests/fuzz/fuzz.h"

namespace {

using namespace sounder;

// In pieces or whole they are the same keys, and the line that they make shows no control character of
// theirs.
void edit(std::string_view typed) {
  KeyDecoder whole;
  std::vector<Key> keys;
  whole.take(typed, keys);
  KeyDecoder bytewise;
  std::vector<Key> same;
  for (const char byte : typed) bytewise.take({&byte, 1}, same);
  fuzz::require(keys == same);

  EditedLine line;
  LineView view("> ");
  for (const Key& key : keys) {
    if (key.kind == KeyKind::kEnter)
      static_cast<void>(line.finish());
    else
      line.press(key);
    fuzz::require(line.cursor() <= line.text().size());
    std::string drawn = view.draw(line, 20);
    for (std::size_t at = 0; (at = drawn.find("\033[K")) != std::string::npos;) drawn.erase(at, 3);
    fuzz::require(std::ranges::none_of(
        drawn, [](char c) { return c != '\r' && (static_cast<unsigned char>(c) < 0x20 || c == 0x7F); }));
  }
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace sounder;
  const std::string_view typed = fuzz::as_words(data, size);
  const std::string keys = typed_keys(typed);
  // Part of what was typed, in its order, and no sequence among it; without sequences, all of it.
  auto rest = typed.begin();
  for (const char key : keys) {
    rest = std::find(rest, typed.end(), key);
    fuzz::require(key != '\033' && rest != typed.end());
    ++rest;
  }
  fuzz::require(typed_keys(keys) == keys);
  if (!typed.contains('\033')) fuzz::require(keys == typed);
  edit(typed);
  // What follows a whole sequence is a key again.
  fuzz::require(typed_keys("\033[1;5C" + std::string(typed)) == keys);
  return 0;
}
