// What routes say of addresses, in networks of the test's own.
#include <gtest/gtest.h>
#include <unistd.h>

#include "net/routes.h"
#include "tests/scan/lab/tools.h"
#include "tests/support/net_namespace.h"

namespace sounder::test {
namespace {

const char* word_for(RouteKind kind) {
  switch (kind) {
    case RouteKind::kLocal:
      return "local";
    case RouteKind::kOnLink:
      return "on link";
    case RouteKind::kGateway:
      return "gateway";
    case RouteKind::kUnknown:
      return "unknown";
    case RouteKind::kNone:
      break;
  }
  return "none";
}

TEST(Routes, TellOwnAddressesNeighboursRoutersTunnelsAndNoWayApart) {
  EXPECT_TRUE(in_net_namespace([]() -> std::string {
    std::string failed = run_tool("ip -batch -",
                                  "link add v0 type veth peer name v1\n"
                                  "link set v0 up\nlink set v1 up\n"
                                  "addr add 10.1.0.1/24 dev v0\n"
                                  "addr add fd01::1/64 dev v0 nodad\n"
                                  "route add 10.9.0.0/16 via 10.1.0.2\n"
                                  "route add 10.9.9.0/24 dev v0\n"
                                  "route add 10.7.0.0/16 via inet6 fd01::2 dev v0\n"
                                  "route add unreachable 10.8.0.0/16\n"
                                  "route add fd09::/64 via fd01::2\n"
                                  "link add t0 type veth peer name t1\n"
                                  "link set t0 arp off\nlink set t0 up\nlink set t1 up\n"
                                  "addr add 10.2.0.1/24 dev t0\n"
                                  "route add local 10.80.0.0/16 dev lo\n");
    if (!failed.empty()) return failed;
    auto routes = Routes::open();
    if (!routes) return "no netlink";
    // The kernel adds the route of a new IPv6 address a moment later (addrconf_dad_work in
    // net/ipv6/addrconf.c).
    for (int turn = 0; turn < 200 && routes->to(*Address::parse("fd01::1")) != RouteKind::kLocal; ++turn)
      ::usleep(10'000);
    const std::pair<const char*, RouteKind> wanted[] = {
        {"127.0.0.1", RouteKind::kLocal},  {"::1", RouteKind::kLocal},
        {"10.1.0.1", RouteKind::kLocal},   {"fd01::1", RouteKind::kLocal},
        {"10.80.3.4", RouteKind::kLocal},  {"10.1.0.77", RouteKind::kOnLink},
        {"fd01::77", RouteKind::kOnLink},  {"10.9.1.1", RouteKind::kGateway},
        {"10.9.9.1", RouteKind::kOnLink},  {"10.7.0.1", RouteKind::kGateway},
        {"fd09::1", RouteKind::kGateway},  {"10.2.0.9", RouteKind::kGateway},  // no neighbours: a tunnel
        {"10.8.0.1", RouteKind::kNone},    {"192.0.2.1", RouteKind::kNone},
        {"2001:db8::1", RouteKind::kNone}, {"10.1.0.78", RouteKind::kOnLink}};
    for (const auto& [address, kind] : wanted)
      if (const RouteKind said = routes->to(*Address::parse(address)); said != kind)
        return std::string(address) + " is " + word_for(said) + " and not " + word_for(kind);
    return "";
  }));
}

}  // namespace
}  // namespace sounder::test
