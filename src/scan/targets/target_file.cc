#include "scan/targets/target_file.h"

#include <algorithm>
#include <iterator>
#include <sstream>

namespace sounder {

bool read_target_words(std::istream& in, std::vector<std::string>& words) {
  for (std::string line; std::getline(in, line);) {
    std::istringstream words_of_line(line.substr(0, line.find('#')));
    std::copy(std::istream_iterator<std::string>(words_of_line), {}, std::back_inserter(words));
    if (words.size() > kMostTargetWords) return false;
  }
  return true;
}

}  // namespace sounder
