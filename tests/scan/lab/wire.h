// What joins the lab's two sides: devices, addresses and routes, made by the system's own `ip`. 10.64.0.1 is
// the scanner, 10.80.0.0/12 are the hosts.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <string>

#include "base/fd.h"
#include "base/result.h"

namespace sounder::test {

enum class Wire : std::uint8_t {
  kLink,     // TUN devices `near` and `far`, and a link of ours between them
  kGateway,  // a veth pair; 10.64.0.2, its other end, is the router to the hosts and has them; both families
  kOnLink,   // a veth pair; the hosts answer for themselves at its other end
  kRouter,   // two veth pairs, and between them a router in a network namespace of its own, 10.64.0.2
};

// In the target side's namespace: its half, and both halves of a veth pair, of which `near` appears in the
// network of `scanner`. kLink: `far` is there already. kRouter: leaves the calling thread's namespace to the
// router, and the thread in a new one. Returns what keeps the router alive.
Result<Fd> make_far_side(Wire wire, pid_t scanner);
// In the scanner's, once the far side is there. An empty string, or what went wrong.
std::string make_near_side(Wire wire);

}  // namespace sounder::test
