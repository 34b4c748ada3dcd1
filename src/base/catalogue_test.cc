#include "base/catalogue.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace sounder {
namespace {

using namespace std::string_literals;

unsigned form_of(unsigned long count) { return static_cast<unsigned>(count); }

struct Message {
  std::string original;
  std::string translation;
};

const std::vector<Message> kMessages{{"", "the header"}, {"a", "b"}, {"one\0many"s, "eins\0zwei\0viele"s}};

std::string word(std::size_t value, bool big_endian) {
  std::string bytes;
  for (int i = 0; i < 4; ++i) bytes += static_cast<char>(value >> (8 * (big_endian ? 3 - i : i)));
  return bytes;
}

std::string mo_file(const std::vector<Message>& messages, bool big_endian = false) {
  std::string strings;
  std::string rows[2];
  const std::size_t strings_at = 28 + 16 * messages.size();
  for (int column = 0; column < 2; ++column)
    for (const Message& message : messages) {
      const std::string& string = column == 0 ? message.original : message.translation;
      rows[column] += word(string.size(), big_endian) + word(strings_at + strings.size(), big_endian);
      strings += string + '\0';
    }
  std::string file;
  for (const std::size_t value :
       {0x950412deUL, 0UL, messages.size(), 28UL, 28 + 8 * messages.size(), 0UL, 0UL})
    file += word(value, big_endian);
  return file + rows[0] + rows[1] + strings;
}

TEST(Catalogue, IsReadInBothByteOrders) {
  for (const bool big_endian : {false, true}) {
    const auto catalogue = Catalogue::parse(mo_file(kMessages, big_endian), form_of);
    ASSERT_TRUE(catalogue);
    EXPECT_STREQ(catalogue->find("a"), "b");
    EXPECT_STREQ(catalogue->find("one", 2), "viele");
    EXPECT_EQ(catalogue->find("b"), nullptr);
  }
}

TEST(Catalogue, NeedsNoOrder) {
  const auto catalogue = Catalogue::parse(mo_file({{"z", "last"}, {"m", "middle"}, {"a", "first"}}), form_of);
  ASSERT_TRUE(catalogue);
  EXPECT_STREQ(catalogue->find("a"), "first");
  EXPECT_STREQ(catalogue->find("m"), "middle");
  EXPECT_STREQ(catalogue->find("z"), "last");
}

TEST(Catalogue, APluralIsFoundByItsSingularAndItsCount) {
  const auto catalogue = Catalogue::parse(mo_file(kMessages), form_of);
  ASSERT_TRUE(catalogue);
  EXPECT_STREQ(catalogue->find("one", 0), "eins");
  EXPECT_STREQ(catalogue->find("one", 1), "zwei");
  EXPECT_EQ(catalogue->find("one", 3), nullptr);  // a form that the catalogue does not have
  EXPECT_EQ(catalogue->find("many", 2), nullptr);
}

TEST(Catalogue, StaysValidWhenMoved) {
  auto parsed = Catalogue::parse(mo_file({{"a", "b"}}), form_of);
  ASSERT_TRUE(parsed);
  const char* before = parsed->find("a");
  const Catalogue moved = std::move(*parsed);
  EXPECT_EQ(moved.find("a"), before);
}

TEST(Catalogue, APartOfAFileIsNone) {
  const std::string file = mo_file(kMessages);
  for (std::size_t size = 0; size < file.size(); ++size)
    EXPECT_FALSE(Catalogue::parse(file.substr(0, size), form_of)) << size;
  EXPECT_TRUE(Catalogue::parse(file, form_of));
}

// Every word of the header and of the tables in turn.
TEST(Catalogue, WhatPointsOutsideTheFileIsNone) {
  const std::string file = mo_file(kMessages);
  for (const std::size_t offset : {8UL, 12UL, 16UL, 28UL, 32UL, 36UL, 40UL, 52UL, 56UL, 60UL, 72UL})
    for (const std::size_t value : {file.size(), 0x7fffffffUL, 0xffffffffUL}) {
      std::string broken = file;
      EXPECT_FALSE(Catalogue::parse(broken.replace(offset, 4, word(value, false)), form_of))
          << offset << ' ' << value;
    }
}

}  // namespace
}  // namespace sounder
