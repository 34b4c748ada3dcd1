// Messages in the user's language: English in the source, others in po/ (gettext).
// A message with arguments names them by number, "{0}: {1}", so that a translation may reorder them.
#pragma once

#include <fmt/format.h>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sounder {

// The language of a run: the flag if given, else from LANGUAGE, LC_ALL, LC_MESSAGES and LANG in gettext's
// order; "en" if none names a language with a catalogue. `flag` must be one of languages().
std::string choose_language(std::optional<std::string_view> flag);
const std::vector<std::string_view>& languages();

// Takes the locale of the environment, and messages from the catalogue of `language` under `folder`
// (LANG/LC_MESSAGES/sounder.mo), whatever locales are generated. Without that file, messages stay English.
// Call once, before threads start.
void set_language(const std::string& language, const std::string& folder);

// The message in the current language, or the English text if there is no translation. Calls are found by
// xgettext, so the argument must be a literal.
const char* tr(const char* english) __attribute__((format_arg(1)));
// The plural form for `count`.
const char* trn(const char* one, const char* many, unsigned long count);
// Marks a message that is translated later, where it is shown.
constexpr const char* tr_later(const char* english) { return english; }

// Fills a translated message. A test proves that every translation has the placeholders of its original.
template <class... Args>
std::string text(const char* message, const Args&... args) {
  return fmt::format(fmt::runtime(message), args...);
}

// The meaning of errno `code`: our own text for common errors, else libc's.
std::string describe_errno(int code);

}  // namespace sounder
