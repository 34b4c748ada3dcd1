// The local ports that the kernel assigns to connections.
#pragma once

#include <cstddef>
#include <istream>

namespace sounder {

// The number of local ports for one pair of addresses and one port of the peer (net.ipv4.ip_local_port_range,
// for IPv6 too); Linux's default if the file cannot be read.
std::size_t local_port_count();
// The same from the contents of that file.
std::size_t local_port_count(std::istream& range);

}  // namespace sounder
