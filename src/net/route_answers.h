// Reads the answers of the kernel's routing (rtnetlink(7)). Pure: no socket; every length is checked before a
// field is read.
#pragma once

#include <cstdint>
#include <optional>

#include "base/result.h"
#include "net/address.h"
#include "net/netlink.h"
#include "net/syn_packet.h"

namespace sounder {

enum class RouteKind : std::uint8_t {
  kLocal,    // an address of this machine
  kOnLink,   // a neighbour on a link with neighbours: Ethernet, a container's bridge
  kGateway,  // behind a router, or at the other end of a tunnel, whose bottleneck is further away
  kNone,     // no route
  kUnknown,  // the request failed: this machine lacks memory
};

struct Route {
  RouteKind kind = RouteKind::kNone;
  unsigned interface = 0;               // 0: not known
  std::optional<Address> source = {};   // the source address that the kernel would choose
  std::optional<Address> gateway = {};  // kGateway over a link with neighbours: which of them
};

struct Neighbour {
  std::optional<MacAddress> mac;  // that the kernel would use now
  bool failed = false;            // resolution failed
};

// A block of addresses with a route or a rule.
struct RoutePrefix {
  Address first;
  unsigned bits = 0;  // at most those of an address of its family
};

// Of RTM_NEWROUTE: one that reaches nothing, and any other message, are kNone.
Route read_route(const NetlinkMessage& message);
// Of RTM_NEWNEIGH; nullopt: another message.
std::optional<Neighbour> read_neighbour(const NetlinkMessage& message);
// Of RTM_NEWROUTE and RTM_NEWRULE; nullopt: it is for all addresses, or another message.
std::optional<RoutePrefix> read_prefix(const NetlinkMessage& message);

// Of RTM_NEWRULE: it selects by more than a packet of a raw socket has, the protocol or a port (ip-rule(8)).
bool is_rule_on_ports(const NetlinkMessage& message);

// Of NLMSG_ERROR (netlink(7)): why the kernel refused.
Errno refusal_of(const NetlinkMessage& message);

// Hands the messages of one datagram that answer question number `sequence` to `take`; a `dump` has more than
// one. 0: that was all; another number: the kernel refused; nullopt: the answer goes on in the next datagram.
template <typename Take>
std::optional<Errno> take_answer(std::span<const std::byte> datagram, std::uint32_t sequence, bool dump,
                                 Take&& take) {
  while (const auto message = take_message(datagram)) {
    if (message->header.nlmsg_seq != sequence) continue;  // of a question that was given up
    if (message->header.nlmsg_type == NLMSG_ERROR) return refusal_of(*message);
    if (message->header.nlmsg_type == NLMSG_DONE) return 0;
    take(*message);
    if (!dump) return 0;
  }
  return std::nullopt;
}

}  // namespace sounder
