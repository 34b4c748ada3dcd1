#include "cli/choices.h"

#include <fmt/format.h>

#include <ranges>
#include <span>

#include "base/text.h"
#include "cli/suggest.h"

namespace sounder {

std::string choices_type_name(const std::vector<std::string>& words) {
  return fmt::format("{}", fmt::join(words, "|"));
}

std::vector<std::string> words_of_type_name(std::string_view type_name) {
  std::vector<std::string> words;
  if (!type_name.contains('|')) return words;
  for (const auto word : std::views::split(type_name, '|')) words.emplace_back(word.begin(), word.end());
  return words;
}

std::unexpected<Error> no_such_choice(std::string_view flag, const std::string& word,
                                      const std::vector<std::string>& words) {
  if (const auto near = nearest(word, words))
    return bad_input(text(tr("{0} {1}: did you mean '{2}'?"), flag, word, *near));
  const std::span but_last(words.begin(), words.size() - 1);
  return bad_input(
      text(tr("{0} {1}: this must be {2} or {3}"), flag, word, fmt::join(but_last, ", "), words.back()));
}

}  // namespace sounder
