#include "net/route_answers.h"

#include <linux/fib_rules.h>
#include <linux/neighbour.h>

#include <cerrno>
#include <cstring>

namespace sounder {
namespace {

constexpr std::uint16_t kUsable =
    NUD_REACHABLE | NUD_STALE | NUD_DELAY | NUD_PROBE | NUD_PERMANENT | NUD_NOARP;

std::optional<RoutePrefix> prefix_of(std::span<const std::byte> value, unsigned bits) {
  const auto first = address_of(value);
  if (!first || bits > value.size() * 8) return std::nullopt;
  return RoutePrefix{*first, bits};
}

}  // namespace

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

std::optional<Neighbour> read_neighbour(const NetlinkMessage& message) {
  const auto body = body_of<ndmsg>(message);
  if (message.header.nlmsg_type != RTM_NEWNEIGH || !body) return std::nullopt;
  Neighbour known{.mac = {}, .failed = (body->ndm_state & NUD_FAILED) != 0};
  if ((body->ndm_state & kUsable) == 0) return known;
  for_each_attribute<ndmsg>(message, [&](unsigned type, std::span<const std::byte> value) {
    if (type != NDA_LLADDR || value.size() != std::tuple_size_v<MacAddress>) return;
    known.mac.emplace();
    std::memcpy(known.mac->data(), value.data(), value.size());
  });
  return known;
}

std::optional<RoutePrefix> read_prefix(const NetlinkMessage& message) {
  std::optional<RoutePrefix> prefix;
  if (message.header.nlmsg_type == RTM_NEWROUTE) {
    const auto body = body_of<rtmsg>(message);
    if (!body) return std::nullopt;
    for_each_attribute<rtmsg>(message, [&](unsigned type, std::span<const std::byte> value) {
      if (type == RTA_DST) prefix = prefix_of(value, body->rtm_dst_len);
    });
  } else if (message.header.nlmsg_type == RTM_NEWRULE) {
    const auto body = body_of<fib_rule_hdr>(message);
    if (!body) return std::nullopt;
    for_each_attribute<fib_rule_hdr>(message, [&](unsigned type, std::span<const std::byte> value) {
      if (type == FRA_DST) prefix = prefix_of(value, body->dst_len);
    });
  }
  return prefix;
}

bool is_rule_on_ports(const NetlinkMessage& message) {
  bool on_ports = false;
  if (message.header.nlmsg_type != RTM_NEWRULE || !body_of<fib_rule_hdr>(message)) return false;
  for_each_attribute<fib_rule_hdr>(message, [&](unsigned type, std::span<const std::byte>) {
    if (type == FRA_IP_PROTO || type == FRA_SPORT_RANGE || type == FRA_DPORT_RANGE) on_ports = true;
  });
  return on_ports;
}

// The kernel sends a negative errno value; 0 or nothing violates the protocol.
Errno refusal_of(const NetlinkMessage& message) {
  const auto said = body_of<nlmsgerr>(message);
  return said && said->error < 0 ? -said->error : EPROTO;
}

}  // namespace sounder
