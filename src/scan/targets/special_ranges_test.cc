#include "scan/targets/special_ranges.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

namespace sounder {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

// "first+count" of each range that is left out of a word.
std::vector<std::string> left_out(std::string_view word) {
  std::vector<std::string> parts;
  for (const AddressRange& range : special_part(parse_address_word(word).value()))
    parts.push_back(range.first.to_string() + "+" + std::to_string(range.count));
  return parts;
}

std::uint64_t public_of(std::string_view word) {
  return public_addresses(TargetSet::make(parse_address_word(word).value()).value());
}

TEST(SpecialRanges, AWideRangeLosesWhatIsNoTargetOnTheInternet) {
  EXPECT_THAT(left_out("0.0.0.0/0"),
              ElementsAre("0.0.0.0+16777216", "10.0.0.0+16777216", "100.64.0.0+4194304", "127.0.0.0+16777216",
                          "169.254.0.0+65536", "172.16.0.0+1048576", "192.0.0.0+256", "192.0.2.0+256",
                          "192.168.0.0+65536", "198.18.0.0+131072", "198.51.100.0+256", "203.0.113.0+256",
                          "224.0.0.0+268435456", "240.0.0.0+268435456"));
  EXPECT_THAT(left_out("*.*.*.*"), left_out("0.0.0.0/0"));
  EXPECT_THAT(left_out("126.0.0.0/7"), ElementsAre("127.0.0.0+16777216"));
  EXPECT_THAT(left_out("8.0.0.0/6"), ElementsAre("10.0.0.0+16777216"));
  EXPECT_THAT(left_out("1.0.0.0/8"), IsEmpty());
}

TEST(SpecialRanges, ARangeThatLiesWithinThemNamesThem) {
  for (const char* word : {"127.0.0.0/8", "10.0.0.0/8", "10.0.0.0/9", "172.16.0.0/12", "100.64.0.0/10",
                           "198.18.0.0/15", "224.0.0.0/4", "224.0.0.0/3", "240-255.*.*.*", "224.0.0.0/24",
                           "2001:db8::/100", "fd00::/100", "ff00::/100", "fe80::/100"})
    EXPECT_THAT(left_out(word), IsEmpty()) << word;
}

TEST(SpecialRanges, ANarrowRangeIsMeantAsItIsWritten) {
  EXPECT_THAT(left_out("192.0.0.0/16"), IsEmpty());
  EXPECT_THAT(left_out("192.0-1.*.0-127"), IsEmpty());
  EXPECT_THAT(left_out("192.0-1.*.0-128"), ElementsAre("192.0.0.0+129", "192.0.2.0+129"));
  EXPECT_THAT(left_out("192.0.0.0/15"), ElementsAre("192.0.0.0+256", "192.0.2.0+256"));
}

TEST(SpecialRanges, APrivateBlockIsLeftOutOnlyOfALargerRange) {
  EXPECT_THAT(left_out("9-10.0-127.*.*"), IsEmpty());  // as many as 10.0.0.0/8 has
  EXPECT_THAT(left_out("9-10.*.*.*"), ElementsAre("10.0.0.0+16777216"));
  EXPECT_THAT(left_out("192.168-169.*.*"), ElementsAre("192.168.0.0+65536"));
}

TEST(SpecialRanges, InIPv6TheLargestRangeOfAWordIsSmallerThanTheBlocks) {
  EXPECT_THAT(left_out("::/100"), ElementsAre("::+1", "::1+1"));
  EXPECT_THAT(left_out("2001:db9::/70"), IsEmpty());
}

TEST(SpecialRanges, PublicIsWhatLiesOutsideAllOfThem) {
  EXPECT_EQ(public_of("8.8.8.8"), 1U);
  for (const char* word : {"127.0.0.1", "10.0.0.0/8", "192.168.1.7", "255.255.255.255", "224.0.0.0/4",
                           "172.31.255.255", "::1", "fe80::1", "fd00::/100", "2001:db8::1", "ff02::1"})
    EXPECT_EQ(public_of(word), 0U) << word;
  EXPECT_EQ(public_of("9-10.0-1.2.3"), 2U);
  EXPECT_EQ(public_of("172.15-32.0.0"), 2U);
  EXPECT_EQ(public_of("2001:4860:4860::/112"), 65'536U);
  // 2^32 without three /8, two /4, one /10, /12 and /15, two /16 and four /24.
  EXPECT_EQ(public_of("0.0.0.0/0"), 3'702'258'688U);
}

// The kernel sends to the IPv4 address inside: no way around the question whether one may.
TEST(SpecialRanges, AMappedAddressIsPublic) { EXPECT_EQ(public_of("::ffff:8.8.0.0/112"), 65'536U); }

}  // namespace
}  // namespace sounder
