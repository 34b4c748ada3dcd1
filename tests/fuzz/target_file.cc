// A file of targets: words, comments and whatever else is in it.
#include "scan/targets/target_file.h"

#include <sstream>

#include "scan/targets/targets.h"
#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace sounder;
  std::istringstream in{std::string(fuzz::as_words(data, size))};
  std::vector<std::string> words;
  fuzz::require(read_target_words(in, words) && in.eof());
  std::string again;
  for (const std::string& word : words) {
    fuzz::require(!word.empty() && word.find_first_of(" \t\n\v\f\r#") == std::string::npos);
    again += " " + word + " # a comment\n";
  }
  // Comments and white space mean nothing.
  std::istringstream second(again);
  std::vector<std::string> same;
  fuzz::require(read_target_words(second, same) && same == words);
  for (const std::string& word : words)
    if (const auto ranges = parse_address_word(word); !ranges) fuzz::require(!ranges.error().message.empty());
  return 0;
}
