// A file of targets: words, comments and whatever else is in it, in UTF-8 or UTF-16.
#include "scan/targets/target_file.h"

#include "net/services.h"
#include "scan/targets/target_word.h"
#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace sounder;
  const std::string file = "file";
  std::vector<PlacedWord> words;
  fuzz::require(read_target_words(fuzz::as_words(data, size), file, words));
  std::string again;
  for (const PlacedWord& word : words) {
    fuzz::require(!word.text.empty() && word.text.find_first_of(" \t\n\v\f\r#") == std::string::npos);
    fuzz::require(word.file == &file && word.line > 0);
    again += " " + word.text + " # a comment\n";
  }
  // Comments and white space mean nothing.
  std::vector<PlacedWord> same;
  fuzz::require(read_target_words(again, file, same) && same.size() == words.size());
  for (std::size_t i = 0; i < words.size(); ++i) {
    fuzz::require(same[i].text == words[i].text && same[i].line == i + 1);
    if (const auto target = parse_target_word(words[i].text, Services::instance()); !target)
      fuzz::require(words[i].told(target.error()).message.starts_with("file:"));
  }
  return 0;
}
