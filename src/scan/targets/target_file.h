// A file of targets, as words. Pure.
#pragma once

#include <istream>
#include <string>
#include <vector>

namespace sounder {

// Appends the words of `in`: separated by white space; from # to the end of the line is a comment. False:
// more than kMostTargetWords.
bool read_target_words(std::istream& in, std::vector<std::string>& words);

}  // namespace sounder
