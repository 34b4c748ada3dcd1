// What the user is told about a path: that only the kernel's connections are used on it, because this
// machine's firewall, IPsec or routing rules would miss our own packets; or that its route is lost or back.
#pragma once

#include <cstdint>

#include "net/address.h"

namespace sounder {

struct PathNews {
  enum class What : std::uint8_t {
    // Probed by the kernel's connections:
    kFirewall,   // netfilter, a program of a cgroup or a security module refuses the kernel's own packets
    kIpsec,      // packets leave encrypted, or not at all
    kPortRules,  // rules select the route by protocol or port
    // Of the route:
    kLost,
    kBack,
  };
  Address address;  // the first that was to be probed there
  What what = What::kFirewall;
};

}  // namespace sounder
