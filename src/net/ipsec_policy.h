// The kernel's IPsec policies (ip-xfrm(8)): which packets leave this machine only encrypted. Pure; every
// length is checked before a field is read.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "net/address.h"
#include "net/netlink.h"

namespace sounder {

// Of outgoing packets. Ports are left out: a policy for one port counts for all.
struct IpsecPolicy {
  Address source;  // the first of a block
  unsigned source_bits = 0;
  Address destination;
  unsigned destination_bits = 0;
  unsigned interface = 0;      // 0: any
  std::uint32_t priority = 0;  // the least one decides
  bool lets_pass = false;      // the packet leaves as it is; else it is encrypted, or refused
};

// Of XFRM_MSG_NEWPOLICY; nullopt: not for outgoing TCP over an interface of the machine without a mark, or
// another message.
std::optional<IpsecPolicy> read_ipsec_policy(const NetlinkMessage& message);

// Whether a packet from `source` to `destination` that leaves by `interface` may not leave as it is.
bool needs_ipsec(std::span<const IpsecPolicy> policies, const Address& source, const Address& destination,
                 unsigned interface);

// All of the kernel's. nullopt: it did not say (without CAP_NET_ADMIN); empty too where it has no IPsec.
std::optional<std::vector<IpsecPolicy>> ipsec_policies();

}  // namespace sounder
