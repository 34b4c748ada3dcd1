// Reads an IP packet as an answer to a SYN. The bytes are untrusted: every length is checked before a field
// is read. The caller, who knows the sequence numbers, decides whether the answer is genuine. Pure.
//
// Layouts: RFC 791 (IPv4), RFC 8200 (IPv6), RFC 9293 (TCP), RFC 792 (ICMP), RFC 4443 (ICMPv6).
// Checksums are not verified: a packet from this machine or over a veth pair has none yet when it is
// captured; other packets were checked by the interface, and the sequence number identifies the answer.
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
  // ICMP
  kHostUnreachable,
  kNetUnreachable,
  kPortUnreachable,
  kProtoUnreachable,
  kUnreachable,  // for another reason
  kNetProhibited,
  kHostProhibited,
  kProhibited,
  kTimeExceeded,
  kParameterProblem,
  // ICMPv6 only
  kNoRoute,
  kBeyondScope,
  kRejectRoute,
};

// What an ICMP or ICMPv6 message says about the SYN that it quotes; nullopt: nothing about it.
std::optional<Said> said_by_icmp(Family family, std::uint8_t type, std::uint8_t code);

struct PacketAnswer {
  Said said = Said::kReset;
  Endpoint asked;              // where our SYN went
  Endpoint asker;              // where it came from
  std::uint32_t sequence = 0;  // of our SYN: what the answer acknowledges less one, or what it quotes
  Address from;                // the sender: the host itself, or a router on the path
  std::uint8_t ttl = 0;        // of the packet on arrival
};

// nullopt: cut short, or no answer to a SYN.
std::optional<PacketAnswer> read_answer(std::span<const std::byte> ip_packet);

}  // namespace sounder
