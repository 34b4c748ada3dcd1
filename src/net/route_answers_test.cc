#include "net/route_answers.h"

#include <gtest/gtest.h>
#include <linux/fib_rules.h>

namespace sounder {
namespace {

NetlinkMessage message_of(std::span<const std::byte> bytes) { return *take_message(bytes); }

TEST(RouteAnswers, ARuleSaysWhetherItIsAboutPorts) {
  for (const auto& [type, about] : {std::pair{FRA_DPORT_RANGE, true},
                                    {FRA_SPORT_RANGE, true},
                                    {FRA_IP_PROTO, true},
                                    {FRA_SRC, false},
                                    {FRA_DST, false},
                                    {FRA_FWMARK, false}}) {
    NetlinkQuestion rule(RTM_NEWRULE, 0, 1, fib_rule_hdr{});
    rule.add(static_cast<std::uint16_t>(type), 7U);
    EXPECT_EQ(is_rule_on_ports(message_of(rule.bytes())), about) << type;
  }
  NetlinkQuestion route(RTM_NEWROUTE, 0, 1, rtmsg{});
  route.add(FRA_DPORT_RANGE, 7U);
  EXPECT_FALSE(is_rule_on_ports(message_of(route.bytes())));
}

}  // namespace
}  // namespace sounder
