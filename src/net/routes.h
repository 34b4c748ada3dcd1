// What this machine's routing says of an address, asked of the kernel (rtnetlink(7)): with its policy rules,
// inside containers and through VPNs it is what a packet would meet. One owner, one thread.
#pragma once

#include <cstdint>
#include <map>

#include "base/fd.h"
#include "net/address.h"
#include "net/socket.h"

namespace sounder {

enum class RouteKind : std::uint8_t {
  kLocal,    // an address of this machine
  kOnLink,   // a neighbour on a link with neighbours: Ethernet, a container's bridge
  kGateway,  // behind a router, or at the other end of a tunnel, whose narrow part is further away
  kNone,     // the kernel would not send, or does not say
};

class Routes {
 public:
  // Errors: no netlink for us (seccomp, no descriptors).
  static std::expected<Routes, Errno> open();

  // About 4 us: a request and an answer of the kernel.
  RouteKind to(const Address& address);

 private:
  explicit Routes(Fd netlink, Fd any) : netlink_(std::move(netlink)), any_(std::move(any)) {}
  bool has_neighbours(int interface);

  Fd netlink_;
  Fd any_;  // a socket to ask interfaces through
  std::uint32_t sequence_ = 0;
  std::map<int, bool> has_neighbours_;  // by interface
};

}  // namespace sounder
