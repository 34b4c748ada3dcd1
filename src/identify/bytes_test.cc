#include "identify/bytes.h"

#include <gtest/gtest.h>

namespace sounder {
namespace {

using namespace std::string_view_literals;

TEST(Bytes, ReadsNumbersInBothOrders) {
  Bytes bytes("\x01\x02\x03\x04\x05\x06\x07\x08\x09\x0a\x0b\x0c\x0d"sv);
  EXPECT_EQ(bytes.u8(), 0x01);
  EXPECT_EQ(bytes.be16(), 0x0203);
  EXPECT_EQ(bytes.le16(), 0x0504);
  EXPECT_EQ(bytes.be32(), 0x06070809U);
  EXPECT_EQ(bytes.le32(), 0x0d0c0b0aU);
  EXPECT_TRUE(bytes.ok());
  EXPECT_TRUE(bytes.at_end());
}

TEST(Bytes, WhatDoesNotFitIsNotReadAndSaysSo) {
  Bytes bytes("abc");
  EXPECT_EQ(bytes.be32(), 0U);
  EXPECT_FALSE(bytes.ok());
  EXPECT_EQ(bytes.u8(), 0);  // and nothing after it
  Bytes line("no end");
  EXPECT_EQ(line.until('\n'), "");
  EXPECT_FALSE(line.ok());
}

TEST(Bytes, TextOfAnAnswer) {
  EXPECT_EQ(after("220 hello", "220 "), "hello");
  EXPECT_EQ(after("220", "220 "), std::nullopt);
  EXPECT_EQ(between("<b>x</b>", "<b>", "</b>"), "x");
  EXPECT_EQ(between("<b>x", "<b>", "</b>"), "x");
  EXPECT_EQ(between("x", "<b>", "</b>"), "");
  EXPECT_EQ(first_line("a b\r\nc"), "a b");
  EXPECT_EQ(first_line("a b"), "a b");
  std::string_view words = "one  two three";
  EXPECT_EQ(next_word(words), "one");
  EXPECT_EQ(words, "two three");
  EXPECT_EQ(take_until(words, '-'), "two three");
  EXPECT_EQ(words, "");
  EXPECT_TRUE(contains_no_case("eSMTP", "smtp"));
  EXPECT_EQ(trimmed(" \ta \r\n"), "a");
  EXPECT_EQ(trimmed(" "), "");
  EXPECT_TRUE(is_number("42"));
  EXPECT_FALSE(is_number(""));
  EXPECT_TRUE(is_text("Ошибка\r\n"));
  EXPECT_FALSE(is_text("a\0"sv));
}

TEST(Bytes, NumbersForOpenings) {
  EXPECT_EQ(be16_bytes(0x0102), "\x01\x02"sv);
  EXPECT_EQ(le32_bytes(0x01020304), "\x04\x03\x02\x01"sv);
}

}  // namespace
}  // namespace sounder
