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
#include "net/socket.h"
#include "net/syn_packet.h"

namespace sounder {

struct Interface {
  bool has_neighbours = false;    // neither a tunnel nor the loopback
  std::optional<MacAddress> mac;  // of an Ethernet
};

// Choices of the user that override the kernel's.
struct RouteWishes {
  std::optional<Address> source;  // for targets of its family
  unsigned interface = 0;         // 0: any
};

class Routes {
 public:
  // Errors: netlink is not available (seccomp, no descriptors).
  static std::expected<Routes, Errno> open(const RouteWishes& wishes = {});

  // About 4 us: a request and an answer of the kernel.
  Route route(const Address& address);
  RouteKind to(const Address& address) { return route(address).kind; }
  const Interface& interface(unsigned index);
  // What the kernel knows of a neighbour now. The request starts no resolution.
  Neighbour neighbour(unsigned interface, const Address& address);
  // The length of every prefix for which this machine has a route or a rule of its own, with its first
  // address, in all tables, given to `take`. False: the kernel did not say all of it.
  bool for_each_prefix(const std::function<void(const Address&, unsigned)>& take);

 private:
  Routes(Fd netlink, Fd any, const RouteWishes& wishes)
      : netlink_(std::move(netlink)), any_(std::move(any)), wishes_(wishes) {}
  template <typename Take>
  Errno ask(std::span<const std::byte> question, bool dump, Take&& take);

  Fd netlink_;
  Fd any_;  // any socket, for ioctls on interfaces
  RouteWishes wishes_;
  std::uint32_t sequence_ = 0;
  std::map<unsigned, Interface> interfaces_;
};

}  // namespace sounder
