#include "scan/targets/scan_order.h"

#include <gtest/gtest.h>

#include <set>

#include "net/services.h"

namespace sounder {
namespace {

void expect_every_pair_in_one_slice(const ScanRequest& request) {
  for (const std::uint32_t slices : {1U, 2U, 4U, 9U}) {
    std::set<PairIndex> seen;
    std::uint64_t pairs = 0;
    for (std::uint32_t index = 0; index < slices; ++index) {
      const ScanOrder order(request, {index, slices});
      for (std::uint64_t place = 0; place < order.hosts(); ++place) {
        const std::uint64_t host = order.host_at(place);
        for (std::uint32_t pair = 0; pair < order.pairs_of(host); ++pair) {
          const PairIndex at = order.pair_index(host, pair);
          EXPECT_TRUE(seen.insert(at).second);
          EXPECT_EQ(order.port_of(at), request.endpoint(at).port);
          const auto found = order.find(at);
          ASSERT_TRUE(found);
          EXPECT_EQ(found->host, place);
          EXPECT_EQ(found->pair, pair);
          EXPECT_FALSE(slices > 1 && ScanOrder(request, {(index + 1) % slices, slices}).find(at));
        }
      }
      pairs += order.pairs();
    }
    EXPECT_EQ(seen.size(), request.pairs());
    EXPECT_EQ(pairs, request.pairs());
  }
}

PortSet ports(const char* spec) { return PortSet::parse(spec, Services::instance()).value(); }

TEST(ScanOrder, EveryPairBelongsToOneSliceAndIsFoundAgainThere) {
  const TargetSet targets({Address::ipv4(1), Address::ipv4(2), Address::ipv4(3)});
  expect_every_pair_in_one_slice({.targets = targets, .ports = ports("1-5,80"), .seed = 7});
  expect_every_pair_in_one_slice({.targets = targets,
                                  .ports = PortMap({ports("1-5,80"), ports("9")}, {{0, 1}, {1, 0}, {2, 1}}),
                                  .seed = 7});
}

TEST(ScanOrder, HostsWithManyPortsAreABlockOfTheirOwnInFront) {
  const TargetSet targets = TargetSet::make({{Address::ipv4(1), 1000}}).value();
  const ScanRequest request{
      .targets = targets,
      .ports = PortMap({ports("1-2"), ports("1-1000"), ports("80")}, {{0, 0}, {500, 1}, {510, 2}}),
      .seed = 7};
  const ScanOrder order(request, {0, 2});
  ASSERT_EQ(order.blocks(), 2U);
  EXPECT_EQ(order.block(0).hosts, 10U);
  EXPECT_EQ(order.block(0).pairs_each, 500U);
  EXPECT_EQ(order.block(1).first_place, 10U);
  EXPECT_EQ(order.block(1).hosts, 990U);
  EXPECT_EQ(order.block(1).pairs_each, 1U);
  for (std::uint64_t place = 0; place < 10; ++place) {
    EXPECT_GE(order.host_at(place), 500U);
    EXPECT_LT(order.host_at(place), 510U);
  }
}

TEST(ScanOrder, APairOfNoHostIsNotFound) {
  const ScanRequest request{.targets = TargetSet({Address::ipv4(1)}),
                            .ports = PortSet::parse("1-5", Services::instance()).value(),
                            .seed = 7};
  EXPECT_TRUE(ScanOrder(request, {}).find(4));
  EXPECT_FALSE(ScanOrder(request, {}).find(5));
}

}  // namespace
}  // namespace sounder
