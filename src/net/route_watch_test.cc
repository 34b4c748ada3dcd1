#include "net/route_watch.h"

#include <gtest/gtest.h>
#include <linux/fib_rules.h>
#include <linux/if_addr.h>
#include <linux/if_link.h>
#include <net/if.h>

namespace sounder {
namespace {

RouteChange change_of(NetlinkQuestion message) {
  RouteChange change;
  auto bytes = message.bytes();
  add_change(*take_message(bytes), change);
  return change;
}

template <typename Body>
RouteChange change_of(std::uint16_t type, const Body& body) {
  return change_of(NetlinkQuestion(type, 0, 0, body));
}

ifinfomsg link(unsigned flags) {
  ifinfomsg body{};
  body.ifi_flags = flags;
  return body;
}

TEST(RouteWatch, LinksAddressesRoutesAndRulesAreChanges) {
  for (const std::uint16_t type : {RTM_NEWLINK, RTM_DELLINK}) EXPECT_TRUE(change_of(type, link(IFF_UP)).any);
  for (const std::uint16_t type : {RTM_NEWADDR, RTM_DELADDR}) EXPECT_TRUE(change_of(type, ifaddrmsg{}).any);
  for (const std::uint16_t type : {RTM_NEWROUTE, RTM_DELROUTE}) {
    EXPECT_TRUE(change_of(type, rtmsg{}).any);
    EXPECT_FALSE(change_of(type, rtmsg{}).rules);
  }
  for (const std::uint16_t type : {RTM_NEWRULE, RTM_DELRULE})
    EXPECT_TRUE(change_of(type, fib_rule_hdr{}).rules);
}

TEST(RouteWatch, WhatGoesIsALossAndWhatComesIsNone) {
  for (const std::uint16_t type : {RTM_DELADDR, RTM_DELROUTE, RTM_DELRULE})
    EXPECT_TRUE(change_of(type, rtmsg{}).loss) << type;
  for (const std::uint16_t type : {RTM_NEWADDR, RTM_NEWROUTE})
    EXPECT_FALSE(change_of(type, rtmsg{}).loss) << type;
  EXPECT_FALSE(change_of(RTM_NEWLINK, link(IFF_UP | IFF_RUNNING)).loss);
  EXPECT_TRUE(change_of(RTM_NEWLINK, link(IFF_UP)).loss);  // no carrier
  EXPECT_TRUE(change_of(RTM_DELLINK, link(IFF_UP | IFF_RUNNING)).loss);
  rtmsg prohibit{};
  prohibit.rtm_type = RTN_PROHIBIT;
  EXPECT_TRUE(change_of(RTM_NEWROUTE, prohibit).loss);
}

TEST(RouteWatch, WhatMovesNoPathIsNoChange) {
  NetlinkQuestion wireless(RTM_NEWLINK, 0, 0, ifinfomsg{});
  wireless.add(IFLA_WIRELESS, 7U);
  EXPECT_FALSE(change_of(wireless).any);
  ifinfomsg bridge{};
  bridge.ifi_family = AF_BRIDGE;
  EXPECT_FALSE(change_of(RTM_NEWLINK, bridge).any);
  rtmsg cloned{};
  cloned.rtm_flags = RTM_F_CLONED;
  EXPECT_FALSE(change_of(RTM_NEWROUTE, cloned).any);
  EXPECT_FALSE(change_of(RTM_NEWNEIGH, rtmsg{}).any);
}

TEST(RouteWatch, ANewPrefixIsTold) {
  rtmsg body{};
  body.rtm_dst_len = 28;
  NetlinkQuestion route(RTM_NEWROUTE, 0, 0, body);
  route.add(RTA_DST, Address::ipv4(0x0a000010));
  const RouteChange change = change_of(route);
  ASSERT_EQ(change.prefixes.size(), 1U);
  EXPECT_EQ(change.prefixes[0].first, Address::ipv4(0x0a000010));
  EXPECT_EQ(change.prefixes[0].bits, 28U);
}

TEST(RouteWatch, AMessageThatIsCutShortIsNoChange) {
  const std::uint8_t nothing = 0;
  for (const std::uint16_t type : {RTM_NEWLINK, RTM_NEWROUTE}) EXPECT_FALSE(change_of(type, nothing).any);
}

}  // namespace
}  // namespace sounder
