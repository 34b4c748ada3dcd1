#include "scan/plan/host_group.h"

#include <gtest/gtest.h>

namespace sounder {
namespace {

TEST(HostGroup, FindsTheNextUnsettledPairOfItsHostOnly) {
  HostGroup group(0, 0, 3, 200);
  for (Host& host : group.hosts()) host.pairs = 200;
  EXPECT_EQ(group.next_unsettled(1, 0), 0U);
  for (std::uint32_t pair = 0; pair < 200; ++pair) {
    if (pair == 63 || pair == 64 || pair == 199) continue;
    group.settle(1, pair);
  }
  EXPECT_EQ(group.next_unsettled(1, 0), 63U);
  EXPECT_EQ(group.next_unsettled(1, 64), 64U);
  EXPECT_EQ(group.next_unsettled(1, 65), 199U);
  group.settle(1, 199);
  EXPECT_EQ(group.next_unsettled(1, 65), 200U);
  EXPECT_EQ(group.next_unsettled(0, 0), 0U);
  EXPECT_EQ(group.next_unsettled(2, 199), 199U);
}

}  // namespace
}  // namespace sounder
