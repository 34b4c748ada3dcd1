#include "scan/targets/scan_size.h"

#include <gtest/gtest.h>

#include "net/services.h"

namespace sounder {
namespace {

TargetSet targets(std::string_view word, std::string_view excluded = "0.0.0.0") {
  return TargetSet::make(parse_address_word(word).value(), parse_address_word(excluded).value()).value();
}

ScanRequest request(std::string_view word, std::optional<double> max_rate_per_s = {}) {
  ScanRequest made{.targets = targets(word), .ports = PortSet::parse("1-10", Services::instance()).value()};
  made.max_rate_per_s = max_rate_per_s;
  return made;
}

TEST(ScanSize, EveryPairIsAPacketAtLeast) {
  const ScanSize size = size_of(request("9-10.0.0.0-99"));
  EXPECT_EQ(size.public_addresses, 100U);
  EXPECT_EQ(size.packets, 2000U);
  EXPECT_DOUBLE_EQ(size.least_s(), 0.02);
}

TEST(ScanSize, AWishedRateCountsWhereItIsLower) {
  EXPECT_DOUBLE_EQ(size_of(request("9.0.0.0-99", 50)).least_s(), 20);
  EXPECT_DOUBLE_EQ(size_of(request("9.0.0.0-99", 1e6)).least_s(), 0.01);
}

TEST(ScanSize, OnlyPublicAddressesNeedAuthorization) {
  EXPECT_FALSE(needs_authorization(targets("9.1.0.0/16")));
  EXPECT_TRUE(needs_authorization(targets("9.0.0.0/15")));
  EXPECT_FALSE(needs_authorization(targets("10.0.0.0/8")));
  EXPECT_TRUE(needs_authorization(targets("9-10.*.*.*")));
  EXPECT_FALSE(needs_authorization(targets("9-10.*.*.*", "9.0.0.0/8")));
}

TEST(ScanSize, ExclusionsCountForAuthorization) {
  EXPECT_TRUE(needs_authorization(targets("9.0.0.0/15", "9.1.0.1-255")));
  EXPECT_FALSE(needs_authorization(targets("9.0.0.0/15", "9.1.0.0/16")));
}

}  // namespace
}  // namespace sounder
