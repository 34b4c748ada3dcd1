// A path on which this machine decides more than a packet of our own shows: only the kernel's connections
// take it rightly.
#pragma once

#include <cstdint>

#include "net/address.h"

namespace sounder {

struct Detour {
  enum class Why : std::uint8_t {
    kFirewall,   // netfilter, a program of a cgroup or a security module refuses the kernel's own packets
    kIpsec,      // packets leave encrypted, or not at all
    kPortRules,  // rules select the route by protocol or port
  };
  Address address;  // the first that was to be probed there
  Why why = Why::kFirewall;
};

}  // namespace sounder
