#include "scan/targets/scan_order.h"

#include <gtest/gtest.h>

#include <set>

#include "net/services.h"

namespace sounder {
namespace {

TEST(ScanOrder, EveryPairBelongsToOneShareAndIsFoundAgainThere) {
  const ScanRequest request{TargetSet({Address::ipv4(1), Address::ipv4(2), Address::ipv4(3)}),
                            PortSet::parse("1-5,80", Services::instance()).value(), 7};
  for (const std::uint32_t shares : {1U, 2U, 4U, 9U}) {
    std::set<PairIndex> seen;
    std::uint64_t pairs = 0;
    for (std::uint32_t index = 0; index < shares; ++index) {
      const ScanOrder order(request, {index, shares});
      for (std::uint64_t place = 0; place < order.hosts(); ++place) {
        const std::uint64_t host = order.host_at(place);
        EXPECT_LE(order.pairs_of(host), order.pairs_each());
        for (std::uint32_t pair = 0; pair < order.pairs_of(host); ++pair) {
          const PairIndex at = order.pair_index(host, pair);
          EXPECT_TRUE(seen.insert(at).second);
          EXPECT_EQ(order.port_of(at), request.endpoint(at).port);
          const auto found = order.find(at);
          ASSERT_TRUE(found);
          EXPECT_EQ(found->host, place);
          EXPECT_EQ(found->pair, pair);
          EXPECT_FALSE(shares > 1 && ScanOrder(request, {(index + 1) % shares, shares}).find(at));
        }
      }
      pairs += order.pairs();
    }
    EXPECT_EQ(seen.size(), request.pairs());
    EXPECT_EQ(pairs, request.pairs());
  }
}

TEST(ScanOrder, APairOfNoHostIsNotFound) {
  const ScanRequest request{TargetSet({Address::ipv4(1)}),
                            PortSet::parse("1-5", Services::instance()).value(), 7};
  EXPECT_TRUE(ScanOrder(request, {}).find(4));
  EXPECT_FALSE(ScanOrder(request, {}).find(5));
}

}  // namespace
}  // namespace sounder
