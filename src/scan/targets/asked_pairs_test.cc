#include "scan/targets/asked_pairs.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "net/services.h"

namespace sounder {
namespace {

PortSet ports(const char* spec) { return PortSet::parse(spec, Services::instance()).value(); }

AskedPairs asked(const std::vector<std::pair<const char*, const char*>>& words) {
  AskedPairs pairs;
  for (const auto& [addresses, spec] : words) {
    const auto ranges = parse_address_word(addresses);
    for (const AddressRange& range : *ranges) pairs.add(range, ports(spec));
  }
  return pairs;
}

// "ADDRESS PORTS" for each host.
std::vector<std::string> told(const AskedPairs& pairs, const char* excluded = nullptr,
                              const PortSet& excluded_ports = {}) {
  std::vector<AddressRange> unwanted;
  if (excluded != nullptr) unwanted = parse_address_word(excluded).value();
  const auto left = pairs.without(unwanted, excluded_ports);
  if (!left) return {left.error().message};
  std::vector<std::string> out;
  for (std::uint64_t host = 0; host < left->targets.size(); ++host)
    out.push_back(left->targets.at(host).to_string() + " " + left->ports.of(host).to_string());
  return out;
}

using testing::ElementsAre;

TEST(AskedPairs, WordsThatOverlapAreJoinedPortByPort) {
  EXPECT_THAT(told(asked({{"10.0.0.1-3", "22"}, {"10.0.0.2", "80"}, {"10.0.0.2-4", "22,81"}, {"::1", "9"}})),
              ElementsAre("10.0.0.1 22", "10.0.0.2 22,80-81", "10.0.0.3 22,81", "10.0.0.4 22,81", "::1 9"));
}

TEST(AskedPairs, TheEndsOfTheAddressSpaceAreAddressesLikeOthers) {
  EXPECT_THAT(
      told(asked({{"0.0.0.0/31", "1"},
                  {"255.255.255.255", "2"},
                  {"255.255.255.254/31", "3"},
                  {"::/127", "4"},
                  {"ffff:ffff:ffff:ffff:ffff:ffff:ffff:fffe/127", "5"}})),
      ElementsAre("0.0.0.0 1", "0.0.0.1 1", "255.255.255.254 3", "255.255.255.255 2-3", ":: 4", "::1 4",
                  "ffff:ffff:ffff:ffff:ffff:ffff:ffff:fffe 5", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff 5"));
}

TEST(AskedPairs, ExclusionsCutAddressesAndPorts) {
  const AskedPairs pairs = asked({{"10.0.0.0/29", "22,80"}, {"10.0.0.4", "443"}, {"10.0.0.6-9", "443"}});
  EXPECT_THAT(told(pairs, "10.0.0.1-5", ports("80,443")),
              ElementsAre("10.0.0.0 22", "10.0.0.6 22", "10.0.0.7 22"));
  EXPECT_THAT(told(pairs, "10.0.0.0-7"), ElementsAre("10.0.0.8 443", "10.0.0.9 443"));
  EXPECT_THAT(told(pairs, nullptr, PortSet::all()), ElementsAre("nothing to scan: every port is excluded"));
  EXPECT_THAT(told(pairs, "10.0.0.0/8"), ElementsAre("nothing to scan: every target is excluded"));
}

TEST(AskedPairs, TheSamePortsOfAllAreOneRun) {
  const auto pairs =
      asked({{"10.0.0.0/8", "22"}, {"10.1.0.0/16", "22"}, {"172.16.0.0/12", "22"}}).without({}, {});
  ASSERT_TRUE(pairs);
  EXPECT_TRUE(pairs->ports.same_for_all());
  EXPECT_EQ(pairs->targets.ranges(), 2U);
}

TEST(AskedPairs, AllPortsOfOneHostWordByWordAreOneSet) {
  AskedPairs pairs;
  for (std::uint32_t port = 1; port <= 65535; ++port)
    pairs.add({Address::ipv4(7), 1}, PortSet(std::array{Port{static_cast<std::uint16_t>(port)}}));
  EXPECT_THAT(told(pairs), ElementsAre("0.0.0.7 1-65535"));
}

}  // namespace
}  // namespace sounder
