// The local ports that the kernel gives to connections.
#pragma once

#include <cstddef>
#include <istream>

namespace sounder {

// How many there are for one pair of addresses and one port of the peer (net.ipv4.ip_local_port_range, which
// is IPv6's too); Linux's default where it cannot be read.
std::size_t local_port_count();
// The same of what that file says.
std::size_t local_port_count(std::istream& range);

}  // namespace sounder
