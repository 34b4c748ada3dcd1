#include "net/ipsec_policy.h"

#include <gtest/gtest.h>
#include <linux/xfrm.h>
#include <netinet/in.h>

namespace sounder {
namespace {

struct Said {
  const char* source = "0.0.0.0";
  std::uint8_t source_bits = 0;
  const char* destination = "10.77.0.2";
  std::uint8_t destination_bits = 32;
  std::uint8_t protocol = 0;
  std::uint8_t direction = XFRM_POLICY_OUT;
  std::uint8_t action = XFRM_POLICY_ALLOW;
  std::uint32_t priority = 0;
  int interface = 0;
  bool encrypts = true;
  std::uint32_t mark = 0;
  std::uint32_t if_id = 0;
};

void put(xfrm_address_t& into, const char* word) {
  const Address address = *Address::parse(word);
  std::memcpy(&into, address.bytes().data(), address.bytes().size());
}

std::optional<IpsecPolicy> policy_of(const Said& said) {
  xfrm_userpolicy_info info{};
  put(info.sel.saddr, said.source);
  put(info.sel.daddr, said.destination);
  info.sel.prefixlen_s = said.source_bits;
  info.sel.prefixlen_d = said.destination_bits;
  info.sel.family = static_cast<std::uint16_t>(domain_of(Address::parse(said.destination)->family()));
  info.sel.proto = said.protocol;
  info.sel.ifindex = said.interface;
  info.dir = said.direction;
  info.action = said.action;
  info.priority = said.priority;
  NetlinkQuestion message(XFRM_MSG_NEWPOLICY, 0, 1, info);
  const xfrm_user_tmpl wrapping{};
  if (said.encrypts) message.add(XFRMA_TMPL, std::as_bytes(std::span(&wrapping, 1)));
  const xfrm_mark mark{said.mark, 0xffffffff};
  if (said.mark != 0) message.add(XFRMA_MARK, std::as_bytes(std::span(&mark, 1)));
  if (said.if_id != 0) message.add(XFRMA_IF_ID, said.if_id);
  auto bytes = std::span<const std::byte>(message.bytes());
  return read_ipsec_policy(*take_message(bytes));
}

bool applies(const std::vector<Said>& all, const char* to = "10.77.0.2", unsigned interface = 7) {
  std::vector<IpsecPolicy> policies;
  for (const Said& said : all)
    if (const auto policy = policy_of(said)) policies.push_back(*policy);
  const Address destination = *Address::parse(to);
  const char* from = destination.family() == Family::kIpv4 ? "10.77.0.1" : "fd77::1";
  return needs_ipsec(policies, *Address::parse(from), destination, interface);
}

TEST(IpsecPolicy, AppliesToThePacketsThatItSelects) {
  EXPECT_FALSE(applies({}));
  EXPECT_TRUE(applies({{}}));
  EXPECT_TRUE(applies({{.protocol = IPPROTO_TCP}}));
  EXPECT_FALSE(applies({{.protocol = IPPROTO_UDP}}));
  EXPECT_FALSE(applies({{.direction = XFRM_POLICY_IN}}));
  EXPECT_FALSE(applies({{.direction = XFRM_POLICY_FWD}}));
  EXPECT_TRUE(applies({{.interface = 7}}));
  EXPECT_FALSE(applies({{.interface = 8}}));
  EXPECT_FALSE(applies({{.mark = 5}}));
  EXPECT_FALSE(applies({{.if_id = 5}}));
  EXPECT_TRUE(applies({{.source = "10.77.0.0", .source_bits = 24}}));
  EXPECT_FALSE(applies({{.source = "10.78.0.0", .source_bits = 24}}));
  EXPECT_FALSE(applies({{}}, "fd77::2"));
  EXPECT_TRUE(applies({{.source = "::", .destination = "fd77::", .destination_bits = 64}}, "fd77::2"));
  EXPECT_FALSE(applies({{.source = "::", .destination = "fd78::", .destination_bits = 64}}, "fd77::2"));
}

TEST(IpsecPolicy, EveryLengthOfAPrefixSelectsItsBlock) {
  for (std::uint8_t bits = 0; bits <= 32; ++bits) {
    // The last bit of the prefix differs: outside, unless there is none.
    const std::uint32_t other = 0x0a4d0002U ^ (bits == 0 ? 0U : 1U << (32U - bits));
    const std::string word = Address::ipv4(other).to_string();
    EXPECT_EQ(applies({{.destination = word.c_str(), .destination_bits = bits}}), bits == 0) << int{bits};
    EXPECT_TRUE(applies({{.destination = "10.77.0.2", .destination_bits = bits}})) << int{bits};
  }
  EXPECT_FALSE(policy_of({.destination = "10.77.0.2", .destination_bits = 33}));
}

TEST(IpsecPolicy, TheFirstByPriorityDecides) {
  const Said passes{.destination_bits = 24, .priority = 10, .encrypts = false};
  EXPECT_FALSE(applies({passes}));
  EXPECT_FALSE(applies({{.priority = 20}, passes}));
  EXPECT_TRUE(applies({{.priority = 5}, passes}));
  EXPECT_TRUE(applies({passes, {.priority = 5}}));
  // A policy that blocks has no template.
  EXPECT_TRUE(applies({{.action = XFRM_POLICY_BLOCK, .encrypts = false}}));
}

TEST(IpsecPolicy, AMessageThatIsCutShortIsNoPolicy) {
  NetlinkQuestion message(XFRM_MSG_NEWPOLICY, 0, 1, xfrm_userpolicy_info{});
  for (std::size_t length = sizeof(nlmsghdr); length < sizeof(nlmsghdr) + sizeof(xfrm_userpolicy_info);
       ++length) {
    NetlinkMessage cut{.header = {},
                       .body = message.bytes().subspan(sizeof(nlmsghdr), length - sizeof(nlmsghdr))};
    cut.header.nlmsg_type = XFRM_MSG_NEWPOLICY;
    EXPECT_FALSE(read_ipsec_policy(cut));
  }
}

}  // namespace
}  // namespace sounder
