// The route to an address, as the kernel reports it (rtnetlink(7)), with its policy rules, containers and
// VPNs. One owner, one thread.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <span>

#include "base/fd.h"
#include "net/address.h"
#include "net/route_answers.h"
#include "net/route_wishes.h"
#include "net/socket.h"
#include "net/syn_packet.h"

namespace sounder {

struct Interface {
  bool has_neighbours = false;  // neither a tunnel nor the loopback
  bool is_loopback = false;
  bool runs = false;              // up, with a carrier (IFF_RUNNING in netdevice(7))
  std::optional<MacAddress> mac;  // of an Ethernet
};

class Routes {
 public:
  // Errors: netlink is not available (seccomp, no descriptors).
  static std::expected<Routes, Errno> open(const RouteWishes& wishes = {});

  // Where a TCP connection to this endpoint goes, under the wishes; port 0: to no port that a rule is about.
  // About 4 us: a request and an answer of the kernel. None: also an address of this machine, where another
  // interface than the loopback is wished for.
  Route route(const Endpoint& to);
  Route route(const Address& address) { return route(Endpoint{address, Port{0}}); }
  RouteKind to(const Address& address) { return route(address).kind; }
  const Interface& interface(unsigned index);
  void forget_interfaces() { interfaces_.clear(); }
  // What the kernel knows of a neighbour now. The request starts no resolution.
  Neighbour neighbour(unsigned interface, const Address& address);
  // The length of every prefix for which this machine has a route or a rule of its own, with its first
  // address, in all tables, given to `take`. False: the kernel did not say all of it.
  bool for_each_prefix(const std::function<void(const Address&, unsigned)>& take);
  // A rule of this machine selects by protocol or port (ip-rule(8)). True too if the kernel did not say.
  bool has_rules_on_ports();

 private:
  Routes(Fd netlink, Fd any, const RouteWishes& wishes);
  template <typename Take>
  Errno ask(std::span<const std::byte> question, bool dump, Take&& take);
  Route kernel_route(const Endpoint& to, unsigned interface);

  Fd netlink_;
  Fd any_;  // any socket, for ioctls on interfaces
  RouteWishes wishes_;
  std::uint32_t user_;  // that TCP sockets of this process belong to
  std::uint32_t mark_;  // that they have (a cgroup's program may set it)
  std::uint32_t sequence_ = 0;
  std::map<unsigned, Interface> interfaces_;
};

}  // namespace sounder
