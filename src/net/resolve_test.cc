#include "net/resolve.h"

#include <gtest/gtest.h>

#include "base/wakeup.h"

namespace sounder {
namespace {

TEST(Resolve, ANumberNeedsNoResolver) {
  EXPECT_EQ(resolve("::1", {}, -1).value(), std::vector{*Address::parse("::1")});
  EXPECT_FALSE(resolve("::1", Family::kIpv4, -1));
}

TEST(Resolve, LocalhostIsThisMachine) {
  const auto found = resolve("localhost", Family::kIpv4, -1);
  ASSERT_TRUE(found);
  EXPECT_EQ(found->at(0), *Address::parse("127.0.0.1"));
}

TEST(Resolve, AnUnknownHostIsNamedInTheError) {
  const auto found = resolve("no-such-host.invalid", {}, -1);
  ASSERT_FALSE(found);
  EXPECT_NE(found.error().message.find("no-such-host.invalid"), std::string::npos);
}

}  // namespace
}  // namespace sounder
