#include "net/routes.h"

#include <linux/fib_rules.h>
#include <linux/neighbour.h>
#include <net/if.h>
#include <net/if_arp.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <cstring>

#include "net/netlink.h"

namespace sounder {
namespace {

// What a dump comes in: the kernel fills up to 32 KiB at once (NLMSG_GOODSIZE and rtnetlink's own choice).
constexpr std::size_t kAnswerRoom = std::size_t{32} * 1024;
constexpr std::uint16_t kUsable =
    NUD_REACHABLE | NUD_STALE | NUD_DELAY | NUD_PROBE | NUD_PERMANENT | NUD_NOARP;

unsigned char family_number(const Address& address) {
  return address.family() == Family::kIpv4 ? AF_INET : AF_INET6;
}
unsigned char bits_of(const Address& address) { return address.family() == Family::kIpv4 ? 32 : 128; }

bool is_link_local(const Address& address) {
  return address.family() == Family::kIpv6 && address.bytes()[0] == 0xfe &&
         (address.bytes()[1] & 0xc0U) == 0x80;
}

Route read_route(const NetlinkMessage& message) {
  const auto body = body_of<rtmsg>(message);
  if (message.header.nlmsg_type != RTM_NEWROUTE || !body) return {};
  Route route;
  if (body->rtm_type == RTN_LOCAL) route.kind = RouteKind::kLocal;
  if (body->rtm_type == RTN_UNICAST) route.kind = RouteKind::kOnLink;
  if (route.kind == RouteKind::kNone) return {};
  for_each_attribute<rtmsg>(message, [&](unsigned type, std::span<const std::byte> value) {
    if (type == RTA_OIF) route.interface = number_of(value).value_or(0);
    if (type == RTA_PREFSRC) route.source = address_of(value);
    if (type == RTA_GATEWAY) route.gateway = address_of(value);
    // The family of the gateway goes before its bytes: IPv4 behind an IPv6 neighbour (RFC 5549).
    if (type == RTA_VIA && value.size() > 2) route.gateway = address_of(value.subspan(2));
  });
  if (route.kind == RouteKind::kOnLink && route.gateway) route.kind = RouteKind::kGateway;
  return route;
}

// Of NLMSG_ERROR: a negative errno value (netlink(7)).
Errno refusal_of(const NetlinkMessage& message) {
  const auto said = body_of<nlmsgerr>(message);
  return said && said->error < 0 ? -said->error : EPROTO;
}

}  // namespace

std::expected<Routes, Errno> Routes::open(const RouteWishes& wishes) {
  Fd netlink(::socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE));
  if (!netlink) return std::unexpected(errno);
  Fd any(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  if (!any) any = Fd(::socket(AF_INET6, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  if (!any) return std::unexpected(errno);
  // A request for one neighbour is read only if its fields are checked strictly (Linux 5.0).
  const int on = 1;
  static_cast<void>(::setsockopt(netlink.get(), SOL_NETLINK, NETLINK_GET_STRICT_CHK, &on, sizeof on));
  return Routes(std::move(netlink), std::move(any), wishes);
}

// Hands each message of the answer to `take`. 0, or why the kernel did not answer, or not all.
template <typename Take>
Errno Routes::ask(std::span<const std::byte> question, bool dump, Take&& take) {
  while (::send(netlink_.get(), question.data(), question.size(), 0) < 0)
    if (errno != EINTR) return errno;
  alignas(nlmsghdr) std::array<std::byte, kAnswerRoom> room;
  for (;;) {
    const ssize_t got = ::recv(netlink_.get(), room.data(), room.size(), 0);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return errno;
    std::span<const std::byte> rest(room.data(), static_cast<std::size_t>(got));
    while (const auto message = take_message(rest)) {
      if (message->header.nlmsg_seq != sequence_) continue;  // of a question that was given up
      if (message->header.nlmsg_type == NLMSG_ERROR) return refusal_of(*message);
      if (message->header.nlmsg_type == NLMSG_DONE) return 0;
      take(*message);
      if (!dump) return 0;
    }
  }
}

Route Routes::route(const Address& address) {
  rtmsg body{};
  body.rtm_family = family_number(address);
  body.rtm_dst_len = bits_of(address);
  NetlinkQuestion question(RTM_GETROUTE, 0, ++sequence_, body);
  question.add(RTA_DST, address);
  // An address with a scope names its interface, and only neighbours have such.
  if (const unsigned out = address.scope() != 0 ? address.scope() : wishes_.interface; out != 0)
    question.add(RTA_OIF, out);
  Route route;
  const Errno error =
      ask(question.bytes(), false, [&](const NetlinkMessage& message) { route = read_route(message); });
  if (error != 0) return {.kind = is_shortage(error) ? RouteKind::kUnknown : RouteKind::kNone};
  if (wishes_.source && wishes_.source->family() == address.family()) route.source = wishes_.source;
  // A tunnel has one end here and one elsewhere: what lies behind it is as far as behind a router.
  if (route.kind == RouteKind::kOnLink && !interface(route.interface).has_neighbours)
    route.kind = RouteKind::kGateway;
  if (route.kind == RouteKind::kGateway && route.gateway && is_link_local(*route.gateway))
    route.gateway = Address::ipv6(route.gateway->bytes(), route.interface);
  return route;
}

const Interface& Routes::interface(unsigned index) {
  const auto [found, first] = interfaces_.try_emplace(index);
  Interface& known = found->second;
  if (!first) return known;
  ifreq request{};
  if (::if_indextoname(index, request.ifr_name) == nullptr) return known;
  if (::ioctl(any_.get(), SIOCGIFFLAGS, &request) == 0)
    known.has_neighbours = (request.ifr_flags & (IFF_POINTOPOINT | IFF_NOARP | IFF_LOOPBACK)) == 0;
  if (::ioctl(any_.get(), SIOCGIFHWADDR, &request) == 0 && request.ifr_hwaddr.sa_family == ARPHRD_ETHER) {
    known.mac.emplace();
    std::memcpy(known.mac->data(), request.ifr_hwaddr.sa_data, known.mac->size());
  }
  return known;
}

Neighbour Routes::neighbour(unsigned interface, const Address& address) {
  ndmsg body{};
  body.ndm_family = family_number(address);
  body.ndm_ifindex = static_cast<int>(interface);
  NetlinkQuestion question(RTM_GETNEIGH, 0, ++sequence_, body);
  question.add(NDA_DST, address);
  Neighbour known;
  static_cast<void>(ask(question.bytes(), false, [&](const NetlinkMessage& message) {
    const auto said = body_of<ndmsg>(message);
    if (message.header.nlmsg_type != RTM_NEWNEIGH || !said) return;
    known.failed = (said->ndm_state & NUD_FAILED) != 0;
    if ((said->ndm_state & kUsable) == 0) return;
    for_each_attribute<ndmsg>(message, [&](unsigned type, std::span<const std::byte> value) {
      if (type != NDA_LLADDR || value.size() != std::tuple_size_v<MacAddress>) return;
      known.mac.emplace();
      std::memcpy(known.mac->data(), value.data(), value.size());
    });
  }));
  return known;
}

bool Routes::for_each_prefix(const std::function<void(const Address&, unsigned)>& take) {
  const auto tell = [&](std::span<const std::byte> value, unsigned bits) {
    if (const auto first = address_of(value)) take(*first, bits);
  };
  bool all = true;
  for (const int domain : {AF_INET, AF_INET6}) {
    const auto family = static_cast<unsigned char>(domain);
    rtmsg routes{};
    routes.rtm_family = family;
    all &=
        0 == ask(NetlinkQuestion(RTM_GETROUTE, NLM_F_DUMP, ++sequence_, routes).bytes(), true,
                 [&](const NetlinkMessage& message) {
                   const auto body = body_of<rtmsg>(message);
                   if (message.header.nlmsg_type != RTM_NEWROUTE || !body) return;
                   for_each_attribute<rtmsg>(message, [&](unsigned type, std::span<const std::byte> value) {
                     if (type == RTA_DST) tell(value, body->rtm_dst_len);
                   });
                 });
    fib_rule_hdr rules{};
    rules.family = family;
    all &= 0 == ask(NetlinkQuestion(RTM_GETRULE, NLM_F_DUMP, ++sequence_, rules).bytes(), true,
                    [&](const NetlinkMessage& message) {
                      const auto body = body_of<fib_rule_hdr>(message);
                      if (message.header.nlmsg_type != RTM_NEWRULE || !body) return;
                      for_each_attribute<fib_rule_hdr>(message,
                                                       [&](unsigned type, std::span<const std::byte> value) {
                                                         if (type == FRA_DST) tell(value, body->dst_len);
                                                       });
                    });
  }
  return all;
}

}  // namespace sounder
