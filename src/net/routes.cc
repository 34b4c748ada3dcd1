#include "net/routes.h"

#include <linux/fib_rules.h>
#include <linux/neighbour.h>
#include <net/if.h>
#include <net/if_arp.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

#include "net/netlink.h"
#include "net/route_answers.h"

namespace sounder {
namespace {

// The buffer for a dump: the kernel writes up to 32 KiB at once (NLMSG_GOODSIZE and rtnetlink's own choice).
constexpr std::size_t kAnswerRoom = std::size_t{32} * 1024;
unsigned char family_number(const Address& address) {
  return static_cast<unsigned char>(domain_of(address.family()));
}
std::uint32_t mark_of(int socket) {
  std::uint32_t mark = 0;
  socklen_t length = sizeof mark;
  return ::getsockopt(socket, SOL_SOCKET, SO_MARK, &mark, &length) == 0 ? mark : 0;
}
unsigned char bits_of(const Address& address) { return address.family() == Family::kIpv4 ? 32 : 128; }

}  // namespace

std::expected<Routes, Errno> Routes::open(const RouteWishes& wishes) {
  Fd netlink(::socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE));
  if (!netlink) return std::unexpected(errno);
  Fd any(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  if (!any) any = Fd(::socket(AF_INET6, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  if (!any) return std::unexpected(errno);
  // The kernel accepts a request for one neighbour only with strict checks (Linux 5.0).
  const int on = 1;
  static_cast<void>(::setsockopt(netlink.get(), SOL_NETLINK, NETLINK_GET_STRICT_CHK, &on, sizeof on));
  return Routes(std::move(netlink), std::move(any), wishes);
}

Routes::Routes(Fd netlink, Fd any, const RouteWishes& wishes)
    : netlink_(std::move(netlink)),
      any_(std::move(any)),
      wishes_(wishes),
      user_(::geteuid()),
      mark_(mark_of(any_.get())) {}

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
    const auto said =
        take_answer(std::span(room).first(static_cast<std::size_t>(got)), sequence_, dump, take);
    if (said) return *said;
  }
}

// A rule may select by anything that is known of a connection when it begins (ip-rule(8)), so all of it is
// said.
Route Routes::kernel_route(const Endpoint& to, unsigned interface) {
  rtmsg body{};
  body.rtm_family = family_number(to.address);
  body.rtm_dst_len = bits_of(to.address);
  const bool source = wishes_.source && wishes_.source->family() == to.address.family();
  if (source) body.rtm_src_len = bits_of(to.address);
  NetlinkQuestion question(RTM_GETROUTE, 0, ++sequence_, body);
  question.add(RTA_DST, to.address);
  if (source) question.add(RTA_SRC, *wishes_.source);
  if (interface != 0) question.add(RTA_OIF, interface);
  question.add(RTA_UID, user_);
  if (mark_ != 0) question.add(RTA_MARK, mark_);
  const std::uint8_t tcp = IPPROTO_TCP;  // this and the port since Linux 4.19, others ignore them
  question.add(RTA_IP_PROTO, std::as_bytes(std::span(&tcp, 1)));
  if (const std::uint16_t port = htons(number(to.port)); port != 0)
    question.add(RTA_DPORT, std::as_bytes(std::span(&port, 1)));
  Route route;
  const Errno error =
      ask(question.bytes(), false, [&](const NetlinkMessage& message) { route = read_route(message); });
  if (error != 0) return {.kind = is_shortage(error) ? RouteKind::kUnknown : RouteKind::kNone};
  if (source) route.source = wishes_.source;
  return route;
}

Route Routes::route(const Endpoint& to) {
  // An address with a scope names its interface, and is always a neighbour.
  const unsigned scope = to.address.scope();
  const unsigned wished = wishes_.interface;
  if (scope != 0 && wished != 0 && scope != wished) return {};
  Route route = kernel_route(to, scope);
  // The kernel would look for an address of this machine among the neighbours of the interface.
  if (wished != 0 && route.kind == RouteKind::kLocal && !interface(wished).is_loopback) return {};
  if (wished != scope && wished != 0) route = kernel_route(to, wished);
  // A tunnel's other end is remote: hosts behind it count as behind a router.
  if (route.kind == RouteKind::kOnLink && !interface(route.interface).has_neighbours)
    route.kind = RouteKind::kGateway;
  if (route.kind == RouteKind::kGateway && route.gateway && route.gateway->is_link_local())
    route.gateway = Address::ipv6(route.gateway->bytes(), route.interface);
  return route;
}

const Interface& Routes::interface(unsigned index) {
  const auto [found, first] = interfaces_.try_emplace(index);
  Interface& known = found->second;
  if (!first) return known;
  ifreq request{};
  if (::if_indextoname(index, request.ifr_name) == nullptr) return known;
  if (::ioctl(any_.get(), SIOCGIFFLAGS, &request) == 0) {
    known.has_neighbours = (request.ifr_flags & (IFF_POINTOPOINT | IFF_NOARP | IFF_LOOPBACK)) == 0;
    known.runs = (request.ifr_flags & IFF_UP) != 0 && (request.ifr_flags & IFF_RUNNING) != 0;
    known.is_loopback = (request.ifr_flags & IFF_LOOPBACK) != 0;
  }
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
    known = read_neighbour(message).value_or(known);
  }));
  return known;
}

bool Routes::for_each_prefix(const std::function<void(const Address&, unsigned)>& take) {
  const auto tell = [&](const NetlinkMessage& message) {
    if (const auto prefix = read_prefix(message)) take(prefix->first, prefix->bits);
  };
  bool complete = true;
  const auto dump = [&](NetlinkQuestion question) {
    if (ask(question.bytes(), true, tell) != 0) complete = false;
  };
  for (const int domain : {AF_INET, AF_INET6}) {
    rtmsg routes{};
    routes.rtm_family = static_cast<unsigned char>(domain);
    dump(NetlinkQuestion(RTM_GETROUTE, NLM_F_DUMP, ++sequence_, routes));
    fib_rule_hdr rules{};
    rules.family = static_cast<unsigned char>(domain);
    dump(NetlinkQuestion(RTM_GETRULE, NLM_F_DUMP, ++sequence_, rules));
  }
  return complete;
}

bool Routes::has_rules_on_ports() {
  bool some = false;
  for (const int domain : {AF_INET, AF_INET6}) {
    fib_rule_hdr rules{};
    rules.family = static_cast<unsigned char>(domain);
    NetlinkQuestion question(RTM_GETRULE, NLM_F_DUMP, ++sequence_, rules);
    const Errno error = ask(question.bytes(), true,
                            [&](const NetlinkMessage& message) { some = some || is_rule_on_ports(message); });
    some = some || is_shortage(error);
  }
  return some;
}

}  // namespace sounder
