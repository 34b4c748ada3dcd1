#include "scan/plan/host_group.h"

#include <gtest/gtest.h>

namespace sounder {
namespace {

TEST(HostGroup, FindsTheNextUnresolvedPairOfItsHostOnly) {
  HostGroup group(0, 0, 3, 200);
  for (Host& host : group.hosts()) host.pairs = 200;
  EXPECT_EQ(group.next_unresolved(1, 0), 0U);
  for (std::uint32_t pair = 0; pair < 200; ++pair) {
    if (pair == 63 || pair == 64 || pair == 199) continue;
    group.resolve(1, pair);
  }
  EXPECT_EQ(group.next_unresolved(1, 0), 63U);
  EXPECT_EQ(group.next_unresolved(1, 64), 64U);
  EXPECT_EQ(group.next_unresolved(1, 65), 199U);
  group.resolve(1, 199);
  EXPECT_EQ(group.next_unresolved(1, 65), 200U);
  EXPECT_EQ(group.next_unresolved(0, 0), 0U);
  EXPECT_EQ(group.next_unresolved(2, 199), 199U);
}

}  // namespace
}  // namespace sounder
