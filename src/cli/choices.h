// A flag whose value is one of a few words. The set stands once: it is what is parsed, what an error offers,
// and, as the flag's type name "auto|connect|syn", what the help, the man page and the completions show.
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace sounder {

template <class Value>
struct Choice {
  const char* word;
  Value value;
};
template <class Value>
Choice(const char*, Value) -> Choice<Value>;  // clang 16 does not deduce for aggregates

std::string choices_type_name(const std::vector<std::string>& words);
// The words of a type name that choices_type_name() made; empty for any other.
std::vector<std::string> words_of_type_name(std::string_view type_name);
std::unexpected<Error> no_such_choice(std::string_view flag, const std::string& word,
                                      const std::vector<std::string>& words);

// The first one is the default.
template <class Value, std::size_t kCount>
struct Choices {
  std::array<Choice<Value>, kCount> all;

  std::vector<std::string> words() const {
    std::vector<std::string> words;
    for (const auto& choice : all) words.emplace_back(choice.word);
    return words;
  }
  std::string type_name() const { return choices_type_name(words()); }
  const char* usual() const { return all.front().word; }

  // An empty word means that the flag was not given.
  Result<Value> parse(std::string_view flag, const std::string& word) const {
    if (word.empty()) return all.front().value;
    for (const auto& choice : all)
      if (word == choice.word) return choice.value;
    return no_such_choice(flag, word, words());
  }
};

template <class Value, class... More>
Choices(Choice<Value>, More...) -> Choices<Value, 1 + sizeof...(More)>;

}  // namespace sounder
