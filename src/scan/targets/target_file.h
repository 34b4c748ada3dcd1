// A file of targets, as words. Pure.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace sounder {

// Words in a file of targets: 100 MB of memory.
inline constexpr std::size_t kMostTargetWords = 1'000'000;

// A word, and where it stands.
struct PlacedWord {
  std::string text;
  const std::string* file = nullptr;  // nullptr: in no file. It outlives the word.
  std::uint32_t line = 0;             // from 1

  PlacedWord(std::string word) : text(std::move(word)) {}  // NOLINT(google-explicit-constructor)
  PlacedWord(std::string word, const std::string& of_file, std::uint32_t at_line)
      : text(std::move(word)), file(&of_file), line(at_line) {}

  // The error with "FILE:LINE: " in front of it, if there is a file.
  Error told(Error error) const;
};

// Appends the words of a file: separated by white space; from # to the end of the line is a comment. A byte
// order mark says that it is UTF-8 or UTF-16 (RFC 2781); without one it is taken as it is. False: more than
// kMostTargetWords.
bool read_target_words(std::string_view bytes, const std::string& file, std::vector<PlacedWord>& words);

}  // namespace sounder
