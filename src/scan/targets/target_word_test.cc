#include "scan/targets/target_word.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "net/services.h"

namespace sounder {
namespace {

// "HOST or FIRST+COUNT PORTS"
std::string meaning(std::string_view word) {
  const auto target = parse_target_word(word, Services::instance());
  if (!target) return "error: " + target.error().message;
  std::string out = target->host;
  for (const AddressRange& range : target->ranges)
    out += (out.empty() ? "" : ",") + range.first.to_string() + "+" + std::to_string(range.count);
  return out + " " + (target->ports ? target->ports->to_string() : "-");
}

TEST(TargetWord, AHostMayCarryPorts) {
  EXPECT_EQ(meaning("example.com"), "example.com -");
  EXPECT_EQ(meaning("example.com:80"), "example.com 80");
  EXPECT_EQ(meaning("10.0.0.2:22,80-81"), "10.0.0.2+1 22,80-81");
  EXPECT_EQ(meaning("10.0.0.0/30:ssh"), "10.0.0.0+4 22");
  EXPECT_EQ(meaning("10.0.0.1-9:80"), "10.0.0.1+9 80");
  EXPECT_EQ(meaning("10.0.0.1:-"), "10.0.0.1+1 1-65535");
}

TEST(TargetWord, AnIpv6AddressTakesPortsInBrackets) {
  EXPECT_EQ(meaning("::1"), "::1+1 -");
  EXPECT_EQ(meaning("2001:db8::1:80"), "2001:db8::1:80+1 -");
  EXPECT_EQ(meaning("[::1]"), "::1+1 -");
  EXPECT_EQ(meaning("[::1]:443"), "::1+1 443");
  EXPECT_EQ(meaning("[2001:db8::/126]:80"), "2001:db8::+4 80");
  EXPECT_EQ(meaning("[2001:db8::1-20]:80"), "2001:db8::1+32 80");
}

TEST(TargetWord, AUrlIsItsHostAndThePortOfItsScheme) {
  EXPECT_EQ(meaning("http://example.com/"), "example.com 80");
  EXPECT_EQ(meaning("HTTPS://example.com"), "example.com 443");
  EXPECT_EQ(meaning("https://host:8443/path?q=http://other:1#f"), "host 8443");
  EXPECT_EQ(meaning("ssh://me@10.0.0.2/"), "10.0.0.2+1 22");
  EXPECT_EQ(meaning("http://user:secret@host:81"), "host 81");
  EXPECT_EQ(meaning("http://[::1]:8080/x"), "::1+1 8080");
  EXPECT_EQ(meaning("wss://[::1]"), "::1+1 443");
  EXPECT_EQ(meaning("http://host:/"), "host 80");
}

TEST(TargetWord, WhatNamesNoHostOrNoPortIsAnError) {
  EXPECT_EQ(meaning(""), "error: an empty string is not a target");
  for (const char* word : {":80",
                           "host:",
                           "host:0",
                           "host:65536",
                           "host:nosuchservice",
                           "http://",
                           "http:///x",
                           "http://:80/",
                           "nosuchscheme://host/",
                           "[::1",
                           "[::1]80",
                           "[::1]:",
                           "[host]:80",
                           "[10.0.0.1]:80",
                           "22",
                           "22:80",
                           "0x16:80",
                           "http://22/",
                           "::1::2",
                           "a:b:c"})
    EXPECT_THAT(meaning(word), testing::StartsWith("error: '")) << word;
}

}  // namespace
}  // namespace sounder
