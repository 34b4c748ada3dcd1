// What this machine's routing says of an address, asked of the kernel (rtnetlink(7)): with its policy rules,
// inside containers and through VPNs it is what a packet would meet. One owner, one thread.
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

// What the user wants otherwise than the kernel would choose.
struct RouteWishes {
  std::optional<Address> source;  // for targets of its family
  unsigned interface = 0;         // 0: any
};

class Routes {
 public:
  // Errors: no netlink for us (seccomp, no descriptors).
  static std::expected<Routes, Errno> open(const RouteWishes& wishes = {});

  // About 4 us: a request and an answer of the kernel.
  Route route(const Address& address);
  RouteKind to(const Address& address) { return route(address).kind; }
  const Interface& interface(unsigned index);
  // What the kernel knows of a neighbour now; asking makes it look for none.
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
  Fd any_;  // a socket to ask interfaces through
  RouteWishes wishes_;
  std::uint32_t sequence_ = 0;
  std::map<unsigned, Interface> interfaces_;
};

}  // namespace sounder
