// A file of targets, as words. Pure.
#pragma once

#include <istream>
#include <string>
#include <vector>

namespace sounder {

// Words in a file of targets: 100 MB of memory.
inline constexpr std::size_t kMostTargetWords = 1'000'000;

// Appends the words of `in`: separated by white space; from # to the end of the line is a comment. False:
// more than kMostTargetWords.
bool read_target_words(std::istream& in, std::vector<std::string>& words);

}  // namespace sounder
