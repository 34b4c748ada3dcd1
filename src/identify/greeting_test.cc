#include "identify/greeting.h"

#include <gtest/gtest.h>

namespace sounder {
namespace {

TEST(Reply, IsOneLineOrSeveral) {
  const auto one = parse_reply("220 mail.example ESMTP\r\n500 what\r\n");
  ASSERT_TRUE(one);
  EXPECT_EQ(one->code, "220");
  EXPECT_EQ(one->text, "mail.example ESMTP");
  EXPECT_EQ(one->all, "220 mail.example ESMTP\r\n");
  EXPECT_TRUE(one->whole);
  const auto several = parse_reply("211-Features:\r\n SIZE\r\n211 End\r\n");
  ASSERT_TRUE(several);
  EXPECT_EQ(several->text, "Features:");
  EXPECT_TRUE(several->whole);
  EXPECT_TRUE(parse_reply("220\n")->whole);
  EXPECT_FALSE(parse_reply("211-Features:\r\n SIZE\r\n211 E")->whole);
}

TEST(Reply, WhatIsNoneIsNone) {
  EXPECT_FALSE(parse_reply(""));
  EXPECT_FALSE(parse_reply("220 goes on"));
  EXPECT_FALSE(parse_reply("2200\r\n"));
  EXPECT_FALSE(parse_reply("22\r\n"));
}

TEST(NameProduct, FindsTheVersionBehindTheName) {
  constexpr Mark kMarks[] = {{"Exim", "Exim"}, {"Cyrus IMAP", "Cyrus IMAP"}, {"(vsFTPd", "vsftpd"}};
  Service exim;
  name_product("mail.example ESMTP Exim 4.96 Tue", kMarks, exim);
  EXPECT_EQ(exim.product, "Exim");
  EXPECT_EQ(exim.version, "4.96");
  Service cyrus;
  name_product("Cyrus IMAP 3.6.1-Debian-3.6.1-4+deb12u5 server ready", kMarks, cyrus);
  EXPECT_EQ(cyrus.version, "3.6.1");
  EXPECT_EQ(cyrus.info, "Debian-3.6.1-4+deb12u5");
  EXPECT_EQ(cyrus.os, "Debian");
  Service ftp;
  name_product("(vsFTPd 3.0.3)", kMarks, ftp);
  EXPECT_EQ(ftp.version, "3.0.3");
  Service none;
  name_product("Eximious", kMarks, none);
  EXPECT_EQ(none.product, "Exim");
  EXPECT_EQ(none.version, "");
}

TEST(IsHost, NeedsDotsBetweenNames) {
  EXPECT_TRUE(is_host("mail.example"));
  EXPECT_TRUE(is_host("mx-1.mail.example"));
  EXPECT_FALSE(is_host("Welcome."));
  EXPECT_FALSE(is_host("mail"));
  EXPECT_FALSE(is_host("a..b"));
  EXPECT_FALSE(is_host("a.b!"));
  EXPECT_FALSE(is_host(""));
}

TEST(SetDetail, IsThereOnce) {
  Service service;
  set_detail(service, "a", "1");
  set_detail(service, "a", "2");
  set_detail(service, "b", "");
  ASSERT_EQ(service.details.size(), 1U);
  EXPECT_EQ(service.details[0].second, "2");
}

}  // namespace
}  // namespace sounder
