// What an IP packet says about a SYN of ours. Reads bytes that anybody may have sent: every length is checked
// before a field is looked at. Whether the answer is believed is for whoever knows the sequence numbers.
// Pure.
//
// Layouts: RFC 791 (IPv4), RFC 8200 (IPv6), RFC 9293 (TCP), RFC 792 (ICMP), RFC 4443 (ICMPv6).
// Checksums are not looked at: of a packet from this machine or over a veth pair they are not computed yet
// when it is captured, and of any other the interface and the sequence number have spoken.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "net/address.h"

namespace sounder {

enum class Said : std::uint8_t {
  kSynAck,
  kReset,
  kHostUnreachable,
  kNetUnreachable,
  kPortUnreachable,
  kProtoUnreachable,
  kProhibited,
};

struct PacketAnswer {
  Said said = Said::kReset;
  Endpoint asked;              // where our SYN went
  Endpoint asker;              // where it came from
  std::uint32_t sequence = 0;  // of our SYN: what the answer acknowledges less one, or what it quotes
  Address from;                // who says it: the host itself, or a router on the way
  std::uint8_t ttl = 0;        // hops left, as it arrived
};

// nullopt: cut short, or no answer to a SYN.
std::optional<PacketAnswer> read_answer(std::span<const std::byte> ip_packet);

}  // namespace sounder
