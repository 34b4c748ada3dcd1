// The compiled catalogues as the program will see them: every translation takes the arguments of its
// original. The format of .mo files: gettext manual, "The Format of GNU MO Files".
#include "base/catalogue.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "base/text.h"

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

std::string read_file(const std::string& path) {
  std::stringstream stream;
  stream << std::ifstream(path, std::ios::binary).rdbuf();
  return stream.str();
}

std::vector<Entry> read_catalogue(const std::string& path) {
  const std::string file = read_file(path);
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

TEST(Catalogue, TheProgramFindsEveryTranslation) {
  const auto catalogue =
      sounder::Catalogue::parse(read_file(CATALOGUES "/ru/LC_MESSAGES/sounder.mo"), nullptr);
  ASSERT_TRUE(catalogue);
  for (const Entry& entry : read_catalogue(CATALOGUES "/ru/LC_MESSAGES/sounder.mo"))
    EXPECT_EQ(catalogue->find(forms(entry.original + '\0').front()), forms(entry.translation + '\0').front());
}

// base/text.cc has the formula in C++; whoever changes it here changes it there.
TEST(Catalogue, ThePluralFormulaIsTheOneThatTheProgramHas) {
  const auto catalogue =
      sounder::Catalogue::parse(read_file(CATALOGUES "/ru/LC_MESSAGES/sounder.mo"), nullptr);
  ASSERT_TRUE(catalogue);
  EXPECT_NE(
      std::string_view(catalogue->find(""))
          .find(
              "nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) "
              "? 1 : 2);"),
      std::string_view::npos);
}

// Under the "C" locale, in which gettext would not translate.
TEST(Catalogue, RussianNeedsNoGeneratedLocale) {
  ::setenv("LC_ALL", "C", 1);
  sounder::set_language("ru", CATALOGUES);
  const auto clients = [](unsigned long count) {
    return std::string(sounder::trn("{0} client", "{0} clients", count));
  };
  for (const unsigned long one : {1UL, 21UL, 101UL}) EXPECT_EQ(clients(one), "{0} клиент");
  for (const unsigned long few : {2UL, 4UL, 23UL, 104UL}) EXPECT_EQ(clients(few), "{0} клиента");
  for (const unsigned long many : {0UL, 5UL, 11UL, 12UL, 14UL, 20UL, 111UL})
    EXPECT_EQ(clients(many), "{0} клиентов");
  EXPECT_STREQ(sounder::tr("connection refused"), "в соединении отказано");
  EXPECT_STREQ(sounder::tr("no such message"), "no such message");
  sounder::set_language("en", CATALOGUES);
  EXPECT_EQ(clients(1), "{0} client");
  EXPECT_EQ(clients(21), "{0} clients");
  EXPECT_STREQ(sounder::tr("connection refused"), "connection refused");
}

}  // namespace
