#include "scan/targets/port_map.h"

#include <gtest/gtest.h>

#include <array>

#include "net/services.h"

namespace sounder {
namespace {

PortSet ports(const char* spec) { return PortSet::parse(spec, Services::instance()).value(); }

TEST(PortMap, PairsAreNumberedHostByHost) {
  const PortMap map({ports("1-3"), ports("80")}, {{0, 0}, {2, 1}, {12, 0}});
  EXPECT_EQ(map.first_pair(0), 0U);
  EXPECT_EQ(map.first_pair(2), 6U);
  EXPECT_EQ(map.first_pair(12), 16U);
  EXPECT_EQ(map.first_pair(14), 22U);  // all pairs of 14 hosts
  std::uint64_t pair = 0;
  for (std::uint64_t host = 0; host < 14; ++host)
    for (std::uint32_t port = 0; port < map.of(host).size(); ++port) EXPECT_EQ(map.host_of(pair++), host);
  EXPECT_EQ(map.of(11).to_string(), "80");
  EXPECT_EQ(map.of(12).to_string(), "1-3");
  EXPECT_EQ(map.any().to_string(), "1-3,80");
  EXPECT_FALSE(map.same_for_all());
}

TEST(PortMap, ASetOfPortsIsThatOfEveryHost) {
  const PortMap map = ports("1-65535");
  EXPECT_TRUE(map.same_for_all());
  EXPECT_EQ(map.first_pair(std::uint64_t{1} << 40U), 65535ULL << 40U);
  EXPECT_EQ(map.host_of((65535ULL << 40U) - 1), (std::uint64_t{1} << 40U) - 1);
}

// Set by set this took minutes.
TEST(PortMap, AsManySetsAsThereArePortsAreJoinedAtOnce) {
  std::vector<PortSet> sets;
  std::vector<PortMap::Run> runs;
  for (std::uint32_t port = 1; port <= 65535; ++port) {
    runs.push_back({port - 1, port - 1});
    sets.emplace_back(std::array{Port{static_cast<std::uint16_t>(port)}});
  }
  EXPECT_EQ(PortMap(std::move(sets), runs).any().to_string(), "1-65535");
}

}  // namespace
}  // namespace sounder
