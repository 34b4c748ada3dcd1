#include "net/packet.h"

#include <algorithm>
#include <array>

namespace sounder {
namespace {

using Bytes = std::span<const std::byte>;

constexpr std::uint8_t kTcp = 6;
constexpr std::uint8_t kIcmp = 1;
constexpr std::uint8_t kIcmpV6 = 58;
constexpr std::uint8_t kSyn = 0x02;
constexpr std::uint8_t kRst = 0x04;
constexpr std::uint8_t kAck = 0x10;
constexpr std::size_t kIpv4Header = 20;
constexpr std::size_t kIpv6Header = 40;
constexpr std::size_t kIcmpHeader = 8;
constexpr std::size_t kTcpHeader = 20;
constexpr std::size_t kTcpQuoted = 8;  // ports and sequence number: all that an ICMP message need quote

std::uint8_t u8(Bytes bytes, std::size_t at) { return std::to_integer<std::uint8_t>(bytes[at]); }
std::uint16_t u16(Bytes bytes, std::size_t at) {
  return static_cast<std::uint16_t>(u8(bytes, at) << 8U | u8(bytes, at + 1));
}
std::uint32_t u32(Bytes bytes, std::size_t at) {
  return static_cast<std::uint32_t>(u16(bytes, at)) << 16U | u16(bytes, at + 2);
}

Address ipv6_at(Bytes bytes, std::size_t at) {
  std::array<std::uint8_t, 16> raw;
  for (std::size_t i = 0; i < raw.size(); ++i) raw[i] = u8(bytes, at + i);
  return Address::ipv6(raw);
}

struct IpPacket {
  Address from;
  Address to;
  std::uint8_t protocol = 0;
  std::uint8_t ttl = 0;
  Bytes payload;  // as much as was captured
};

std::optional<IpPacket> read_ipv4(Bytes bytes) {
  if (bytes.size() < kIpv4Header) return std::nullopt;
  const std::size_t header = std::size_t{4} * (u8(bytes, 0) & 0x0fU);
  if (header < kIpv4Header || bytes.size() < header) return std::nullopt;
  if ((u16(bytes, 6) & 0x1fffU) != 0) return std::nullopt;  // a later fragment: no transport header in it
  const std::size_t total =
      std::clamp<std::size_t>(u16(bytes, 2), header, bytes.size());  // no link's padding
  return IpPacket{Address::ipv4(u32(bytes, 12)), Address::ipv4(u32(bytes, 16)), u8(bytes, 9), u8(bytes, 8),
                  bytes.first(total).subspan(header)};
}

// Without extension headers: no stack puts one into an answer to a SYN.
std::optional<IpPacket> read_ipv6(Bytes bytes) {
  if (bytes.size() < kIpv6Header) return std::nullopt;
  const std::size_t length = std::min<std::size_t>(u16(bytes, 4), bytes.size() - kIpv6Header);
  return IpPacket{ipv6_at(bytes, 8), ipv6_at(bytes, 24), u8(bytes, 6), u8(bytes, 7),
                  bytes.subspan(kIpv6Header, length)};
}

std::optional<IpPacket> read_ip(Bytes bytes) {
  if (bytes.empty()) return std::nullopt;
  switch (u8(bytes, 0) >> 4U) {
    case 4:
      return read_ipv4(bytes);
    case 6:
      return read_ipv6(bytes);
    default:
      return std::nullopt;
  }
}

std::optional<PacketAnswer> read_tcp(const IpPacket& packet) {
  const Bytes tcp = packet.payload;
  if (tcp.size() < kTcpHeader) return std::nullopt;
  const std::uint8_t flags = u8(tcp, 13);
  // A reset that answers a SYN acknowledges it (RFC 9293, 3.10.7.1). Another one may be forged.
  if ((flags & kAck) == 0 || (flags & (kSyn | kRst)) == 0) return std::nullopt;
  return PacketAnswer{(flags & kRst) != 0 ? Said::kReset : Said::kSynAck,
                      {packet.from, Port{u16(tcp, 0)}},
                      {packet.to, Port{u16(tcp, 2)}},
                      u32(tcp, 8) - 1,
                      packet.from,
                      packet.ttl};
}

// RFC 792 and RFC 1812, 5.2.7.1.
std::optional<Said> said_by_icmp_v4(std::uint8_t type, std::uint8_t code) {
  if (type == 11) return Said::kTimeExceeded;
  if (type == 12) return Said::kParameterProblem;
  if (type != 3) return std::nullopt;
  switch (code) {
    case 0:   // network unreachable
    case 6:   // network unknown
    case 11:  // network unreachable for this type of service
      return Said::kNetUnreachable;
    case 1:   // host unreachable
    case 7:   // host unknown
    case 12:  // host unreachable for this type of service
      return Said::kHostUnreachable;
    case 2:
      return Said::kProtoUnreachable;
    case 3:
      return Said::kPortUnreachable;
    case 4:  // too big to pass, which a SYN is not
      return std::nullopt;
    case 9:
      return Said::kNetProhibited;
    case 10:
      return Said::kHostProhibited;
    case 13:
      return Said::kProhibited;
    default:
      return Said::kUnreachable;
  }
}

// RFC 4443, 3.1.
std::optional<Said> said_by_icmp_v6(std::uint8_t type, std::uint8_t code) {
  if (type == 3) return Said::kTimeExceeded;
  if (type == 4) return Said::kParameterProblem;
  if (type != 1) return std::nullopt;
  switch (code) {
    case 0:
      return Said::kNoRoute;
    case 1:
    case 5:  // the source address failed a policy
      return Said::kProhibited;
    case 2:
      return Said::kBeyondScope;
    case 3:
      return Said::kHostUnreachable;
    case 4:
      return Said::kPortUnreachable;
    case 6:
      return Said::kRejectRoute;
    default:
      return Said::kUnreachable;
  }
}

std::optional<PacketAnswer> read_icmp(const IpPacket& packet) {
  const Bytes icmp = packet.payload;
  if (icmp.size() < kIcmpHeader) return std::nullopt;
  const auto said = said_by_icmp(packet.from.family(), u8(icmp, 0), u8(icmp, 1));
  if (!said) return std::nullopt;
  const auto quoted = read_ip(icmp.subspan(kIcmpHeader));
  if (!quoted || quoted->protocol != kTcp || quoted->payload.size() < kTcpQuoted) return std::nullopt;
  if (quoted->from.family() != packet.from.family()) return std::nullopt;
  return PacketAnswer{*said,
                      {quoted->to, Port{u16(quoted->payload, 2)}},
                      {quoted->from, Port{u16(quoted->payload, 0)}},
                      u32(quoted->payload, 4),
                      packet.from,
                      packet.ttl};
}

}  // namespace

std::optional<Said> said_by_icmp(Family family, std::uint8_t type, std::uint8_t code) {
  return family == Family::kIpv4 ? said_by_icmp_v4(type, code) : said_by_icmp_v6(type, code);
}

std::optional<PacketAnswer> read_answer(std::span<const std::byte> ip_packet) {
  const auto packet = read_ip(ip_packet);
  if (!packet) return std::nullopt;
  const bool ipv4 = packet->from.family() == Family::kIpv4;
  if (packet->protocol == kTcp) return read_tcp(*packet);
  if (packet->protocol == (ipv4 ? kIcmp : kIcmpV6)) return read_icmp(*packet);
  return std::nullopt;
}

}  // namespace sounder
