#include "scan/targets/address_forms.h"

#include <gtest/gtest.h>

#include "net/services.h"
#include "scan/targets/find_targets.h"

namespace sounder {
namespace {

std::string all_of(const Targets& targets) {
  std::string all;
  for (std::uint64_t i = 0; i < targets.pairs.targets.size(); ++i)
    all += (i > 0 ? " " : "") + targets.pairs.targets.at(i).to_string();
  return all;
}

// The addresses that are left, or what was wrong.
std::string scanned(const std::string& wanted, const std::string& excluded, unsigned interface = 0) {
  TargetWords words{
      .wanted = {}, .ports = PortSet::parse("80", Services::instance()).value(), .interface = interface};
  for (const std::string_view word : split_target_list(wanted)) words.wanted.emplace_back(std::string(word));
  if (!excluded.empty())
    for (const std::string_view word : split_target_list(excluded))
      words.excluded.emplace_back(std::string(word));
  ScanNames names;
  std::vector<Error> dead;
  const auto targets = find_targets(words, names, dead, -1);
  return targets ? all_of(*targets) : targets.error().message;
}

constexpr const char* kNothing = "nothing to scan: every target is excluded";

TEST(AddressForms, AnExcludedAddressIsExcludedHoweverItIsWritten) {
  const char* const one[] = {"10.77.0.2",    "::ffff:10.77.0.2",     "::ffff:a4d:2",
                             "10.77.0.2/32", "::ffff:10.77.0.2/128", "10.77.0.2-10.77.0.2",
                             "10.77.0.2-2",  "::ffff:10.77.0.2-2",   "::FFFF:0A4D:0002-::ffff:10.77.0.2"};
  const char* const more[] = {
      "10.77.0.0/30",         "::ffff:10.77.0.0/126", "10.77.0.0/255.255.255.0",
      "::ffff:10.77.0.0/120", "::ffff:10.77.0.1-3",   "::fffe:ffff:ffff-::ffff:10.77.0.9",
      "::ffff:0:0/96",        "::ffc0:0:0/90"};
  for (const char* wanted : one) {
    EXPECT_EQ(scanned(wanted, ""), "10.77.0.2") << wanted;
    for (const char* excluded : one) EXPECT_EQ(scanned(wanted, excluded), kNothing) << wanted << excluded;
    for (const char* excluded : more) EXPECT_EQ(scanned(wanted, excluded), kNothing) << wanted << excluded;
    EXPECT_EQ(scanned(wanted, "10.77.0.1,::ffff:10.77.0.3"), "10.77.0.2");
    for (const char* again : one) EXPECT_EQ(scanned(std::string(wanted) + "," + again, ""), "10.77.0.2");
  }
  EXPECT_EQ(scanned("::ffff:10.77.0.0/126", "10.77.0.2"), "10.77.0.0 10.77.0.1 10.77.0.3");
  EXPECT_EQ(scanned("::fffe:ffff:fffe-::ffff:0.0.0.1", ""),
            "0.0.0.0 0.0.0.1 ::fffe:ffff:fffe ::fffe:ffff:ffff");
}

// A connection to 0.0.0.0 goes to this machine, and raw packets to it are answered by nobody.
TEST(AddressForms, NoAddressIsThisMachine) {
  for (const char* wanted : {"0.0.0.0", "0.0.0.0/32", "0.0.0.0-0", "::ffff:0.0.0.0"}) {
    EXPECT_EQ(scanned(wanted, ""), "127.0.0.1") << wanted;
    EXPECT_EQ(scanned(wanted, "127.0.0.1"), kNothing) << wanted;
    EXPECT_EQ(scanned("127.0.0.1", wanted), kNothing) << wanted;
  }
  for (const char* wanted : {"::", "0:0::0", "::/128"}) EXPECT_EQ(scanned(wanted, ""), "::1") << wanted;
  EXPECT_EQ(scanned("0.0.0.0/31", ""), "0.0.0.0 0.0.0.1");
}

TEST(AddressForms, AnExcludedAddressWithoutItsZoneIsExcludedOnEveryLink) {
  const char* const one[] = {"fe80::2%lo", "fe80::2%1", "fe80::2%lo/128", "fe80::2%lo-2",
                             "fe80::2%lo-fe80::2"};
  const char* const excluding[] = {"fe80::2",   "fe80::2/128", "fe80::1-3",
                                   "fe80::/96", "fe80::2%1",   "fe80::/96,fe80::2%lo"};
  for (const char* wanted : one) {
    EXPECT_EQ(scanned(wanted, ""), "fe80::2%lo") << wanted;
    for (const char* excluded : excluding)
      EXPECT_EQ(scanned(wanted, excluded), kNothing) << wanted << excluded;
    EXPECT_EQ(scanned(wanted, "fe80::3"), "fe80::2%lo");
  }
  EXPECT_EQ(scanned("fe80::1%lo-3", "fe80::2"), "fe80::1%lo fe80::3%lo");
}

TEST(AddressForms, AZonelessAddressGetsTheInterfaceOfTheScanOrIsRefused) {
  for (const char* wanted : {"fe80::2", "fe80::2/128", "fe80::2-2", "[fe80::2]:80", "https://[fe80::2]/"}) {
    EXPECT_EQ(scanned(wanted, "", 1), "fe80::2%lo") << wanted;
    EXPECT_EQ(scanned(wanted, "fe80::2%lo", 1), kNothing) << wanted;
    EXPECT_EQ(scanned(wanted, ""),
              "every link may have the address fe80::2; say the interface: fe80::2%eth0");
  }
  // A range that begins before the block of link-local addresses.
  EXPECT_EQ(scanned("fe7f:ffff:ffff:ffff:ffff:ffff:ffff:ffff-fe80::1", "", 1),
            "fe7f:ffff:ffff:ffff:ffff:ffff:ffff:ffff fe80::%lo fe80::1%lo");
  for (const char* wanted :
       {"fe80::1%nosuch", "fe80::%nosuch/126", "[fe80::1%nosuch]:80", "fe80::1%lo-fe80::2%nosuch"}) {
    EXPECT_EQ(scanned(wanted, ""), "no interface 'nosuch'; 'ip link' lists them") << wanted;
    EXPECT_EQ(scanned("127.0.0.1", wanted).substr(0, 21),
              wanted[0] == '[' ? "'[fe80::1%nosuch]:80'" : "no interface 'nosuch'")
        << wanted;
  }
}

}  // namespace
}  // namespace sounder
