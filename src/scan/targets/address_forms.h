// One address may be written in several ways. Ranges of one way, so that equal addresses are equal. Pure.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "base/result.h"
#include "scan/targets/targets.h"

namespace sounder {

// The address that the kernel sends to: for 0.0.0.0 and :: that of the loopback (net/ipv4/route.c,
// ip_route_output_key_hash_rcu; net/ipv6/tcp_ipv6.c, tcp_v6_connect).
Address destination(const Address& address);

// The same addresses, with IPv4 inside ::ffff:0:0/96 as IPv4: that is where the kernel sends to.
std::vector<AddressRange> with_mapped_as_ipv4(const AddressRange& range);

// The same addresses; those that every link may have (Address::lacks_zone) get this interface. Error: it is
// 0, and there are some.
Result<std::vector<AddressRange>> with_zones(std::span<const AddressRange> ranges, std::uint32_t interface);

// An excluded address without its zone is excluded on every link that `wanted` has addresses of.
std::vector<AddressRange> on_links_of(std::span<const AddressRange> wanted,
                                      std::span<const AddressRange> excluded);

}  // namespace sounder
