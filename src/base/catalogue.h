// The translations of one language, out of a catalogue that msgfmt compiled (.mo). We read it ourselves:
// libc's gettext translates only under a generated locale, which few machines have for every language of
// their users, and Boost.Locale, which does without, brings 36 MB of ICU. The format: gettext manual, "The
// Format of GNU MO Files". Pure; reading is safe from any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace sounder {

class Catalogue {
 public:
  // Which plural form, from 0, a count takes: the formula of the catalogue's header (Plural-Forms), in C.
  using PluralForm = unsigned (*)(unsigned long count);

  // The catalogue in the bytes of `file`; nullopt if they are not one, or not a whole one.
  static std::optional<Catalogue> parse(std::string_view file, PluralForm plural_form);

  // The translation of a message, or of its plural form for `count` (the message is then its singular);
  // nullptr if there is none. Valid as long as the catalogue.
  const char* find(std::string_view message) const;
  const char* find(std::string_view message, unsigned long count) const;

 private:
  struct Entry {
    std::string_view message;      // a plural's singular
    std::string_view translation;  // forms joined by '\0'; a '\0' follows the last
  };

  const Entry* entry(std::string_view message) const;

  std::vector<char> file_;      // a vector keeps its bytes where they are when it is moved
  std::vector<Entry> entries_;  // by message, in order of bytes
  PluralForm plural_form_ = nullptr;
};

}  // namespace sounder
