// A catalogue of translations: whatever its bytes are, every message is found within them.
#include "base/catalogue.h"

#include <cstring>
#include <string_view>

#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace sounder;
  const auto form = [](unsigned long count) { return static_cast<unsigned>(count); };
  const auto catalogue = Catalogue::parse(fuzz::as_words(data, size), form);
  if (!catalogue) return 0;
  // Messages of the corpus, and what any file may hold.
  for (const char* message : {"", "a", "one", "connection refused"}) {
    const char* only = catalogue->find(message);
    const char* first = catalogue->find(message, 0);
    fuzz::require((only == nullptr) == (first == nullptr));
    if (only != nullptr) fuzz::require(std::strcmp(only, first) == 0);
    for (const unsigned long count : {1UL, 2UL, 9UL})
      if (const char* found = catalogue->find(message, count)) fuzz::require(std::strlen(found) <= size);
  }
  return 0;
}
