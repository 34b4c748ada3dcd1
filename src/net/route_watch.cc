#include "net/route_watch.h"

#include <linux/if_link.h>
#include <net/if.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>

namespace sounder {
namespace {

// The kernel sends one message a datagram, of up to 16 KiB for a link with many virtual functions; of a
// longer one the first bytes are enough.
constexpr std::size_t kMessageRoom = std::size_t{16} * 1024;
// Datagrams read at once: the rest is read in the next turn.
constexpr int kMessagesAtOnce = 256;

constexpr std::array kGroups{RTNLGRP_LINK,       RTNLGRP_IPV4_IFADDR, RTNLGRP_IPV6_IFADDR, RTNLGRP_IPV4_ROUTE,
                             RTNLGRP_IPV6_ROUTE, RTNLGRP_IPV4_RULE,   RTNLGRP_IPV6_RULE};

void add_link(const NetlinkMessage& message, RouteChange& change) {
  const auto body = body_of<ifinfomsg>(message);
  if (!body || body->ifi_family == AF_BRIDGE) return;
  bool wireless = false;
  for_each_attribute<ifinfomsg>(message, [&](unsigned type, std::span<const std::byte>) {
    wireless = wireless || type == IFLA_WIRELESS;
  });
  if (wireless) return;
  change.any = true;
  const bool runs = (body->ifi_flags & IFF_UP) != 0 && (body->ifi_flags & IFF_RUNNING) != 0;
  change.loss = change.loss || !runs || message.header.nlmsg_type == RTM_DELLINK;
}

void add_prefix(const NetlinkMessage& message, RouteChange& change) {
  if (const auto prefix = read_prefix(message)) change.prefixes.push_back(*prefix);
}

void add_route(const NetlinkMessage& message, RouteChange& change) {
  const auto body = body_of<rtmsg>(message);
  if (!body || (body->rtm_flags & RTM_F_CLONED) != 0) return;
  change.any = true;
  const bool leads_nowhere = body->rtm_type >= RTN_BLACKHOLE;
  change.loss = change.loss || leads_nowhere || message.header.nlmsg_type == RTM_DELROUTE;
  add_prefix(message, change);
}

}  // namespace

void add_change(const NetlinkMessage& message, RouteChange& change) {
  switch (message.header.nlmsg_type) {
    case RTM_NEWLINK:
    case RTM_DELLINK:
      return add_link(message, change);
    case RTM_NEWADDR:
      change.any = true;
      return;
    case RTM_DELADDR:
      change.any = change.loss = true;
      return;
    case RTM_NEWROUTE:
    case RTM_DELROUTE:
      return add_route(message, change);
    case RTM_NEWRULE:
    case RTM_DELRULE:
      change.any = change.loss = change.rules = true;
      return add_prefix(message, change);
    default:
      return;
  }
}

std::expected<RouteWatch, Errno> RouteWatch::open() {
  Fd netlink(::socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, NETLINK_ROUTE));
  if (!netlink) return std::unexpected(errno);
  sockaddr_nl address{};
  address.nl_family = AF_NETLINK;
  if (::bind(netlink.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
    return std::unexpected(errno);
  // A group that this kernel lacks (no IPv6, no rules) has no changes.
  for (const int group : kGroups)
    static_cast<void>(::setsockopt(netlink.get(), SOL_NETLINK, NETLINK_ADD_MEMBERSHIP, &group, sizeof group));
  return RouteWatch(std::move(netlink));
}

RouteChange RouteWatch::take(Instant now, bool at_once) {
  RouteChange change;
  if (!netlink_ || (now < next_ && !at_once)) return change;
  next_ = now + kRouteWatchEvery;
  alignas(nlmsghdr) std::array<std::byte, kMessageRoom> room;
  for (int read = 0; read < kMessagesAtOnce; ++read) {
    const ssize_t got = ::recv(netlink_.get(), room.data(), room.size(), 0);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0 && errno == EAGAIN) break;
    if (got < 0) {  // ENOBUFS: messages were dropped; also any other error
      change.any = change.loss = change.rules = change.unknown = true;
      if (errno != ENOBUFS) break;
      continue;
    }
    auto datagram = std::span<const std::byte>(room).first(static_cast<std::size_t>(got));
    while (const auto message = take_message(datagram)) add_change(*message, change);
  }
  return change;
}

}  // namespace sounder
