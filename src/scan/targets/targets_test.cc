#include "scan/targets/targets.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>
#include <set>

namespace sounder {
namespace {

std::vector<std::string> addresses(const std::vector<std::string_view>& words,
                                   const std::vector<std::string_view>& excluded = {}) {
  std::vector<AddressRange> wanted;
  std::vector<AddressRange> unwanted;
  for (const auto word : words)
    std::ranges::copy(parse_address_word(word).value(), std::back_inserter(wanted));
  for (const auto word : excluded)
    std::ranges::copy(parse_address_word(word).value(), std::back_inserter(unwanted));
  const TargetSet set = TargetSet::make(wanted, unwanted).value();
  std::vector<std::string> out;
  for (std::uint64_t i = 0; i < set.size(); ++i) out.push_back(set.at(i).to_string());
  return out;
}

using testing::ElementsAre;

TEST(Targets, ReadsEveryFormOfTheManual) {
  EXPECT_THAT(addresses({"192.0.2.1"}), ElementsAre("192.0.2.1"));
  EXPECT_THAT(addresses({"192.0.2.5/30"}), ElementsAre("192.0.2.4", "192.0.2.5", "192.0.2.6", "192.0.2.7"));
  EXPECT_THAT(addresses({"10.0.0-1.1,5"}), ElementsAre("10.0.0.1", "10.0.0.5", "10.0.1.1", "10.0.1.5"));
  EXPECT_THAT(addresses({"2001:db8::/127"}), ElementsAre("2001:db8::", "2001:db8::1"));
  EXPECT_EQ(addresses({"10.9.8.*"}).size(), 256U);
  EXPECT_EQ(addresses({"10.9.8.-9"}).size(), 10U);
  EXPECT_EQ(addresses({"10.9.8.250-"}).size(), 6U);
}

TEST(Targets, ReadsNetmasksAndRangesFromOneAddressToAnother) {
  EXPECT_THAT(addresses({"192.0.2.5/255.255.255.254"}), ElementsAre("192.0.2.4", "192.0.2.5"));
  EXPECT_THAT(addresses({"10.0.0.254-10.0.1.1"}),
              ElementsAre("10.0.0.254", "10.0.0.255", "10.0.1.0", "10.0.1.1"));
  EXPECT_THAT(addresses({"2001:db8::1-3"}), ElementsAre("2001:db8::1", "2001:db8::2", "2001:db8::3"));
  EXPECT_EQ(addresses({"2001:db8::1-20"}).size(), 32U);  // the last group is hexadecimal
  EXPECT_THAT(addresses({"2001:db8::ffff-2001:db8::1:0"}), ElementsAre("2001:db8::ffff", "2001:db8::1:0"));
  EXPECT_EQ(addresses({"ffff:ffff:ffff:ffff:ffff:ffff:ffff:fff0-ffff"}).size(), 16U);
}

TEST(Targets, AWordThatOnlyInetAtonTakesForAnAddressIsAnError) {
  for (const char* word : {"22", "0", "99999999999", "0x7f000001", "0X16", "017700000001", "127.1", "0x7f.1",
                           "1.0x2", "10.0.0.01", "010.0.0.1", "10.0.0.1-09", "host.1"}) {
    const auto parsed = parse_address_word(word);
    EXPECT_FALSE(parsed) << word;
  }
  for (const char* word : {"3com", "web1", "10.0.0.1.example", "0xdead.example", "a-b", "1-2-3.de"}) {
    const auto parsed = parse_address_word(word);
    ASSERT_TRUE(parsed) << word;
    EXPECT_TRUE(parsed->empty()) << word;
  }
}

TEST(Targets, WrongNetmasksAndRangesAreErrors) {
  for (const char* word : {"10.0.0.0/255.0.255.0", "10.0.0.0/0.0.0.255", "10.0.0.0/255.255.255",
                           "10.0.0.9-10.0.0.1", "10.0.0.1-::1", "::2-1", "::1-", "::1-10000", "::1-g",
                           "2001:db8::-2003:db8::", "::1/255.255.255.0", "10.0.0.1-10.0.0"})
    EXPECT_FALSE(parse_address_word(word)) << word;
}

TEST(Targets, EachAddressOnceInOrder) {
  EXPECT_THAT(addresses({"::2", "10.0.0.2", "10.0.0.1-3", "10.0.0.2/32", "::1"}),
              ElementsAre("10.0.0.1", "10.0.0.2", "10.0.0.3", "::1", "::2"));
}

TEST(Targets, ExclusionsCutAnywhere) {
  EXPECT_THAT(addresses({"10.0.0.0/29"}, {"10.0.0.0", "10.0.0.3-4", "10.0.0.7", "10.0.1.0/24"}),
              ElementsAre("10.0.0.1", "10.0.0.2", "10.0.0.5", "10.0.0.6"));
  EXPECT_FALSE(
      TargetSet::make(parse_address_word("10.0.0.1").value(), parse_address_word("10.0.0.0/8").value()));
}

// Against a set of numbers that is too simple to be wrong.
TEST(Targets, RandomRangesMatchAPlainSet) {
  for (std::uint32_t seed = 0; seed < 200; ++seed) {
    SCOPED_TRACE(seed);
    std::mt19937 random(seed);
    const auto below = [&](std::uint32_t n) { return static_cast<std::uint32_t>(random() % n); };
    std::vector<AddressRange> wanted{{Address::ipv4(1000), 1}};
    std::vector<AddressRange> excluded;
    std::set<std::uint32_t> expected{1000};
    for (int i = 0; i < 8; ++i) wanted.push_back({Address::ipv4(below(200)), 1 + below(30)});
    for (int i = 0; i < 5; ++i) excluded.push_back({Address::ipv4(below(200)), 1 + below(20)});
    for (const auto& r : wanted)
      for (std::uint32_t i = 0; i < r.count; ++i) expected.insert(r.first.ipv4_value() + i);
    for (const auto& r : excluded)
      for (std::uint32_t i = 0; i < r.count; ++i) expected.erase(r.first.ipv4_value() + i);
    const TargetSet set = TargetSet::make(wanted, excluded).value();
    ASSERT_EQ(set.size(), expected.size());
    std::uint64_t index = 0;
    for (const std::uint32_t value : expected) ASSERT_EQ(set.at(index++).ipv4_value(), value);
  }
}

TEST(Targets, NothingIsExpanded) {
  EXPECT_EQ(TargetSet::make(parse_address_word("0.0.0.0/0").value())->ranges(), 1U);
  EXPECT_EQ(TargetSet::make(parse_address_word("0.0.0.0/0").value())->size(), std::uint64_t{1} << 32);
  EXPECT_EQ(TargetSet::make(parse_address_word("10.*.*.*").value())->ranges(), 1U);
  // Found by the fuzzer: this one took seconds, address by address.
  EXPECT_EQ(parse_address_word("*.*.*.*")->size(), 1U);
  EXPECT_EQ(parse_address_word("1-2,4.*.*.*")->size(), 2U);
  EXPECT_EQ(parse_address_word("1.2-3.4,6.*")->size(), 4U);
  EXPECT_FALSE(parse_address_word("*.*.*.1"));
  EXPECT_FALSE(parse_address_word("2001:db8::/32"));
}

TEST(Targets, TheLastAddressesAreThere) {
  EXPECT_THAT(addresses({"255.255.255.254/31"}), ElementsAre("255.255.255.254", "255.255.255.255"));
  EXPECT_THAT(addresses({"ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"}),
              ElementsAre("ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"));
}

TEST(Targets, IndexOfIsTheInverseOfAt) {
  std::vector<AddressRange> wanted;
  for (const char* word :
       {"10.0.0.0/30", "10.0.0.9", "0.0.0.0", "255.255.255.255", "2001:db8::/126", "fe80::1%1"}) {
    const auto ranges = parse_address_word(word).value();
    wanted.insert(wanted.end(), ranges.begin(), ranges.end());
  }
  const TargetSet set = TargetSet::make(wanted).value();
  for (std::uint64_t i = 0; i < set.size(); ++i) EXPECT_EQ(set.index_of(set.at(i)), i);
  for (const char* other :
       {"10.0.0.4", "10.0.0.8", "10.0.0.10", "9.255.255.255", "0.0.0.1", "255.255.255.254", "2001:db8::4",
        "2001:db7:ffff:ffff:ffff:ffff:ffff:ffff", "::", "fe80::1", "fe80::2%1"})
    EXPECT_FALSE(set.index_of(*Address::parse(other))) << other;
}

TEST(Targets, ANameIsNoAddressWord) {
  for (const char* word : {"localhost", "example.org", "host-1", "10.0.0.example", "a,b"})
    EXPECT_TRUE(parse_address_word(word).value().empty()) << word;
}

TEST(Targets, RefusesWhatIsNearlyAnAddress) {
  for (const char* word :
       {"10.0.0", "10.0.0.256", "10.0.0.1.2", "10.0.0.5-1", "10.0..1", "10.0.0.1,", "10.0.0.0/33",
        "10.0.0.0/", "10.0.0.0/x", "host/24", "::1::", "::/129", "1.2.3.4/-1", "...", "*", "1.2.3.4-"})
    EXPECT_TRUE(!parse_address_word(word) || std::string_view(word) == "1.2.3.4-") << word;
}

TEST(Targets, AListSeparatesWordsAndNotOctets) {
  EXPECT_THAT(split_target_list("10.0.0.1,5,10.0.0.7"), ElementsAre("10.0.0.1,5", "10.0.0.7"));
  EXPECT_THAT(split_target_list("10.0,1.0.1,a.example,::1"), ElementsAre("10.0,1.0.1", "a.example", "::1"));
  EXPECT_THAT(split_target_list("10.0.0.0/8,7.example"), ElementsAre("10.0.0.0/8", "7.example"));
  EXPECT_THAT(split_target_list("one"), ElementsAre("one"));
}

}  // namespace
}  // namespace sounder
