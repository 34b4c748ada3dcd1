// What a terminal sends while a scan or a server runs, as keys.
#include <algorithm>

#include "cli/terminal/typed_keys.h"
#include "tests/fuzz/fuzz.h"

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
  // What follows a whole sequence is a key again.
  fuzz::require(typed_keys("\033[1;5C" + std::string(typed)) == keys);
  return 0;
}
