// The compiled catalogues as the program will see them: every translation takes the arguments of its
// original. The format of .mo files: gettext manual, "The Format of GNU MO Files".
#include <gtest/gtest.h>

#include <cstdint>
#include <cstring>
#include <fstream>
#include <set>
#include <sstream>
#include <string>
#include <vector>

namespace {

struct Entry {
  std::string original;     // singular, then "\0plural"
  std::string translation;  // forms separated by '\0'
};

std::uint32_t word_at(const std::string& file, std::size_t offset) {
  std::uint32_t value = 0;
  std::memcpy(&value, file.data() + offset, sizeof value);
  return value;
}

std::vector<Entry> read_catalogue(const std::string& path) {
  std::stringstream stream;
  stream << std::ifstream(path, std::ios::binary).rdbuf();
  const std::string file = stream.str();
  if (file.size() < 28 || word_at(file, 0) != 0x950412de) return {};
  std::vector<Entry> entries;
  const auto text_at = [&](std::uint32_t table, std::uint32_t i) {
    return file.substr(word_at(file, table + 8 * i + 4), word_at(file, table + 8 * i));
  };
  for (std::uint32_t i = 0; i < word_at(file, 8); ++i)
    entries.push_back({text_at(word_at(file, 12), i), text_at(word_at(file, 16), i)});
  return entries;
}

std::vector<std::string> forms(const std::string& joined) {
  std::vector<std::string> parts;
  std::stringstream stream(joined);
  for (std::string part; std::getline(stream, part, '\0');) parts.push_back(part);
  return parts;
}

std::set<std::string> placeholders(const std::string& message) {
  std::set<std::string> found;
  for (std::size_t open = message.find('{'); open != std::string::npos; open = message.find('{', open + 1))
    found.insert(message.substr(open, message.find('}', open) - open + 1));
  return found;
}

TEST(Catalogue, EveryTranslationTakesTheArgumentsOfItsOriginal) {
  const auto entries = read_catalogue(CATALOGUES "/ru/LC_MESSAGES/sounder.mo");
  ASSERT_GT(entries.size(), 50U);
  for (const Entry& entry : entries) {
    if (entry.original.empty()) continue;  // the header
    for (const std::string& form : forms(entry.translation))
      EXPECT_EQ(placeholders(forms(entry.original).front()), placeholders(form)) << form;
  }
}

TEST(Catalogue, ArgumentsAreNumbered) {
  for (const Entry& entry : read_catalogue(CATALOGUES "/ru/LC_MESSAGES/sounder.mo"))
    EXPECT_EQ(entry.original.find("{}"), std::string::npos) << entry.original;
}

}  // namespace
