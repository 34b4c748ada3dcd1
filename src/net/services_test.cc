#include "net/services.h"

#include <gtest/gtest.h>

namespace sounder {
namespace {

TEST(Services, KnowsNamesBothWays) {
  const Services& services = Services::instance();
  EXPECT_EQ(services.name(Port{22}), "ssh");
  EXPECT_EQ(services.port("ssh"), Port{22});
  EXPECT_EQ(services.name(Port{4}), "");
  EXPECT_FALSE(services.port("no-such-service"));
}

}  // namespace
}  // namespace sounder
