#include "net/zone.h"

#include <gtest/gtest.h>

namespace sounder {
namespace {

TEST(Zone, TwoSpellingsOfOneAddressAreOneAddress) {
  const std::pair<const char*, const char*> same[] = {{"::ffff:10.77.0.2", "10.77.0.2"},
                                                      {"::ffff:a4d:2", "10.77.0.2"},
                                                      {"0:0:0:0:0:FFFF:10.77.0.2", "10.77.0.2"},
                                                      {"2001:DB8:0:0::1", "2001:db8::1"},
                                                      {"fe80::1%1", "fe80::1%lo"},
                                                      {"::0001", "::1"}};
  for (const auto& [one, other] : same) {
    EXPECT_EQ(Address::parse(one), Address::parse(other)) << one;
    EXPECT_EQ(Address::parse(one)->to_string(), other);
  }
}

TEST(Zone, IsThatOfAnAddressOnEveryLink) {
  for (const char* word : {"fe80::1", "febf::1", "ff02::1", "ff31::1"})
    EXPECT_TRUE(Address::parse(word)->lacks_zone()) << word;
  for (const char* word : {"fe7f::1", "fec0::1", "ff05::1", "::1", "254.128.0.1", "fe80::1%lo"})
    EXPECT_FALSE(Address::parse(word)->lacks_zone()) << word;
  EXPECT_EQ(in_zone(*Address::parse("fe80::1"), 1), Address::parse("fe80::1%lo"));
  EXPECT_EQ(in_zone(*Address::parse("2001:db8::1"), 1), Address::parse("2001:db8::1"));
}

TEST(Zone, WhatIsMissingUnknownOrOutOfPlaceIsSaid) {
  EXPECT_EQ(missing_zone(*Address::parse("fe80::1")).message,
            "every link may have the address fe80::1; say the interface: fe80::1%eth0");
  for (const char* word : {"fe80::1%nosuch", "2001:db8::1%nosuch", "::1%nosuch"}) {
    EXPECT_FALSE(Address::parse(word));
    EXPECT_EQ(wrong_zone(word)->message, "no interface 'nosuch'; 'ip link' lists them") << word;
    EXPECT_EQ(parse_host_port("[" + std::string(word) + "]:80").error().message,
              "no interface 'nosuch'; 'ip link' lists them");
  }
  EXPECT_EQ(wrong_zone("fe80::1%4294967295")->message, "no interface '4294967295'; 'ip link' lists them");
  EXPECT_EQ(wrong_zone("fe80::1%")->message, "no interface ''; 'ip link' lists them");
  EXPECT_FALSE(Address::parse("2001:db8::1%lo"));
  EXPECT_EQ(wrong_zone("2001:db8::1%lo")->message,
            "'2001:db8::1%lo': only an address of one link (fe80::) has an interface; write 2001:db8::1");
  for (const char* word : {"fe80::1%lo", "fe80::1", "name", "10.0.0.1%lo", "%lo", "a%lo"})
    EXPECT_FALSE(wrong_zone(word)) << word;
}

}  // namespace
}  // namespace sounder
