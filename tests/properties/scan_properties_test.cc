#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <vector>

#include "net/services.h"
#include "scan/request.h"
#include "scan/targets/ports.h"
#include "scan/targets/targets.h"
#include "tests/properties/random_ports.h"
#include "tests/support/seeds.h"

namespace sounder {
namespace {

using test::between;
using test::for_seeds;
using test::random_port_map;

Address nth(bool ipv6, std::uint64_t n) {
  std::array<std::uint8_t, 16> bytes{0x20, 0x01, 0x0d, 0xb8};
  if (ipv6) return address_after(Address::ipv6(bytes), n);
  return address_after(Address::ipv4(0x0a000000), n);
}

std::vector<AddressRange> random_ranges(std::mt19937_64& random, std::size_t most,
                                        std::set<Address>& addresses) {
  std::vector<AddressRange> ranges(between(random, 0, most));
  for (AddressRange& range : ranges) {
    const bool ipv6 = random() % 2 == 0;
    const std::uint64_t first = between(random, 0, 300);
    range = {nth(ipv6, first), between(random, 1, 60)};
    for (std::uint64_t i = 0; i < range.count; ++i) addresses.insert(nth(ipv6, first + i));
  }
  return ranges;
}

TEST(TargetSetProperty, ItsPlacesAreThoseOfASetAndItsInverseKnowsNobodyElse) {
  for_seeds(200, [](std::mt19937_64& random) {
    std::set<Address> wanted;
    std::set<Address> excluded;
    const auto ranges = random_ranges(random, 8, wanted);
    const auto set = TargetSet::make(ranges, random_ranges(random, 5, excluded));
    for (const Address& address : excluded) wanted.erase(address);
    ASSERT_EQ(set.has_value(), !wanted.empty());
    if (!set) return;
    ASSERT_EQ(set->size(), wanted.size());
    std::uint64_t place = 0;
    for (const Address& address : wanted) {
      ASSERT_EQ(set->at(place), address);
      ASSERT_EQ(set->index_of(address), place++);
    }
    for (const bool ipv6 : {false, true})
      for (std::uint64_t n = 0; n < 400; ++n)
        ASSERT_EQ(set->index_of(nth(ipv6, n)).has_value(), wanted.contains(nth(ipv6, n)));
  });
}

TEST(PortSetProperty, IsWhatASetOfItsRangesIs) {
  for_seeds(50, [](std::mt19937_64& random) {
    std::set<std::uint16_t> wanted;
    std::string spec;
    for (std::uint64_t i = between(random, 1, 12); i > 0; --i) {
      const auto first = between(random, 1, 65'535);
      const auto last =
          std::min<std::uint64_t>(65'535, first + between(random, 0, 1) * between(random, 0, 3000));
      spec += (spec.empty() ? "" : ",") + std::to_string(first);
      if (last > first) spec += "-" + std::to_string(last);
      for (auto port = first; port <= last; ++port) wanted.insert(static_cast<std::uint16_t>(port));
    }
    SCOPED_TRACE(spec);
    const auto ports = PortSet::parse(spec, Services::instance());
    ASSERT_TRUE(ports);
    ASSERT_EQ(ports->size(), wanted.size());
    std::uint32_t place = 0;
    for (const std::uint16_t port : wanted) {
      ASSERT_EQ(ports->at(place), Port{port});
      ASSERT_EQ(ports->index_of(Port{port}), place++);
    }
    for (std::uint32_t port = 0; port <= 65'535; ++port)
      ASSERT_EQ(ports->contains(Port{static_cast<std::uint16_t>(port)}),
                wanted.contains(static_cast<std::uint16_t>(port)));
  });
}

TEST(ScanRequestProperty, EveryPairHasOnePlaceAndTheOrderOfHostsGivesEachOnce) {
  for_seeds(100, [](std::mt19937_64& random) {
    std::set<Address> addresses;
    auto ranges = random_ranges(random, 4, addresses);
    ranges.push_back({nth(false, 1000), 3});
    TargetSet targets = TargetSet::make(ranges).value();
    PortMap ports = random_port_map(random, targets.size(), 150);
    ScanRequest request{.targets = std::move(targets), .ports = std::move(ports)};
    request.seed = random();
    std::uint64_t pairs = 0;
    for (std::uint64_t host = 0; host < request.targets.size(); ++host) {
      ASSERT_EQ(request.pair(host, 0), pairs);
      pairs += request.ports_of(host);
    }
    ASSERT_EQ(request.pairs(), pairs);
    for (PairIndex pair = 0; pair < request.pairs(); ++pair)
      ASSERT_EQ(request.pair_of(request.endpoint(pair)), pair);
    EXPECT_EQ(request.pair_of({nth(false, 5000), Port{1}}), std::nullopt);
    const HostOrder order = host_order(request);
    std::set<std::uint64_t> hosts;
    for (std::size_t i = 0; i < order.blocks(); ++i) {
      const HostOrder::Block block = order.block(i);
      for (std::uint64_t place = 0; place < block.hosts; ++place) {
        const std::uint64_t host = order.at(block.first_place + place);
        ASSERT_EQ(order.index_of(host), block.first_place + place);
        ASSERT_LE(request.ports_of(host), block.most_ports);
        hosts.insert(host);
      }
    }
    EXPECT_EQ(hosts.size(), request.targets.size());
    EXPECT_LT(*hosts.rbegin(), request.targets.size());
  });
}

}  // namespace
}  // namespace sounder
