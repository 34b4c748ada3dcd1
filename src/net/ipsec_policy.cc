#include "net/ipsec_policy.h"

#include <linux/xfrm.h>
#include <netinet/in.h>

#include <algorithm>
#include <array>
#include <cerrno>

#include "base/fd.h"
#include "net/route_answers.h"

namespace sounder {
namespace {

// As for routes: the kernel writes a dump in pieces of up to 32 KiB.
constexpr std::size_t kAnswerRoom = std::size_t{32} * 1024;

std::optional<Address> address_in(const xfrm_address_t& raw, unsigned family, unsigned bits) {
  const auto bytes = std::as_bytes(std::span(&raw, 1));
  if (family == AF_INET && bits <= 32) return address_of(bytes.first(4));
  if (family == AF_INET6 && bits <= 128) return address_of(bytes.first(16));
  return std::nullopt;
}

bool is_in(const Address& address, const Address& block, unsigned bits) {
  if (address.family() != block.family()) return false;
  for (unsigned bit = 0; bit < bits; ++bit)
    if (((address.bytes()[bit / 8] ^ block.bytes()[bit / 8]) & (0x80U >> bit % 8)) != 0) return false;
  return true;
}

}  // namespace

std::optional<IpsecPolicy> read_ipsec_policy(const NetlinkMessage& message) {
  const auto body = body_of<xfrm_userpolicy_info>(message);
  if (message.header.nlmsg_type != XFRM_MSG_NEWPOLICY || !body || body->dir != XFRM_POLICY_OUT)
    return std::nullopt;
  const xfrm_selector& selector = body->sel;
  if (selector.proto != 0 && selector.proto != IPPROTO_TCP) return std::nullopt;
  const auto source = address_in(selector.saddr, selector.family, selector.prefixlen_s);
  const auto destination = address_in(selector.daddr, selector.family, selector.prefixlen_d);
  if (!source || !destination) return std::nullopt;
  IpsecPolicy policy{.source = *source,
                     .source_bits = selector.prefixlen_s,
                     .destination = *destination,
                     .destination_bits = selector.prefixlen_d,
                     .interface = selector.ifindex > 0 ? static_cast<unsigned>(selector.ifindex) : 0,
                     .priority = body->priority,
                     .lets_pass = body->action == XFRM_POLICY_ALLOW};
  bool ours = true;
  for_each_attribute<xfrm_userpolicy_info>(message, [&](unsigned type, std::span<const std::byte> value) {
    if (type == XFRMA_TMPL && !value.empty()) policy.lets_pass = false;
    if (type == XFRMA_IF_ID && number_of(value).value_or(0) != 0) ours = false;  // of an xfrm interface
    xfrm_mark mark{};
    if (type != XFRMA_MARK || value.size() != sizeof mark) return;
    std::memcpy(&mark, value.data(), sizeof mark);
    if ((mark.v & mark.m) != 0) ours = false;
  });
  return ours ? std::optional(policy) : std::nullopt;
}

bool needs_ipsec(std::span<const IpsecPolicy> policies, const Address& source, const Address& destination,
                 unsigned interface) {
  const IpsecPolicy* decides = nullptr;
  for (const IpsecPolicy& policy : policies) {
    if (policy.interface != 0 && policy.interface != interface) continue;
    if (!is_in(source, policy.source, policy.source_bits)) continue;
    if (!is_in(destination, policy.destination, policy.destination_bits)) continue;
    if (decides == nullptr || policy.priority < decides->priority) decides = &policy;
  }
  return decides != nullptr && !decides->lets_pass;
}

std::optional<std::vector<IpsecPolicy>> ipsec_policies() {
  const Fd netlink(::socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_XFRM));
  if (!netlink) {
    if (errno == EPROTONOSUPPORT) return std::vector<IpsecPolicy>{};  // a kernel without IPsec
    return std::nullopt;
  }
  constexpr std::uint32_t kSequence = 1;
  NetlinkQuestion question(XFRM_MSG_GETPOLICY, NLM_F_DUMP, kSequence, xfrm_userpolicy_id{});
  const auto bytes = question.bytes();
  if (::send(netlink.get(), bytes.data(), bytes.size(), 0) < 0) return std::nullopt;
  std::vector<IpsecPolicy> policies;
  alignas(nlmsghdr) std::array<std::byte, kAnswerRoom> room;
  for (;;) {
    const ssize_t got = ::recv(netlink.get(), room.data(), room.size(), 0);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return std::nullopt;
    const auto said = take_answer(std::span(room).first(static_cast<std::size_t>(got)), kSequence, true,
                                  [&](const NetlinkMessage& message) {
                                    if (auto policy = read_ipsec_policy(message)) policies.push_back(*policy);
                                  });
    if (!said) continue;
    if (*said != 0) return std::nullopt;
    return policies;
  }
}

}  // namespace sounder
