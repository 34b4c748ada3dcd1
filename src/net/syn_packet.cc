#include "net/syn_packet.h"

#include <algorithm>
#include <cassert>

namespace sounder {
namespace {

constexpr std::size_t kEthernet = 14;
constexpr std::size_t kIpv4 = 20;
constexpr std::size_t kIpv6 = 40;
constexpr std::size_t kTcp = 32;
constexpr std::uint8_t kTtl = 64;
constexpr std::uint16_t kMssIpv4 = 1460;  // an Ethernet frame's 1500 bytes without both headers
constexpr std::uint16_t kMssIpv6 = 1440;
constexpr std::uint16_t kWindow = 64240;  // what Linux offers over Ethernet

void put8(std::span<std::byte> bytes, std::size_t at, std::uint8_t value) { bytes[at] = std::byte{value}; }
void put16(std::span<std::byte> bytes, std::size_t at, std::uint16_t value) {
  put8(bytes, at, static_cast<std::uint8_t>(value >> 8U));
  put8(bytes, at + 1, static_cast<std::uint8_t>(value));
}
void put32(std::span<std::byte> bytes, std::size_t at, std::uint32_t value) {
  put16(bytes, at, static_cast<std::uint16_t>(value >> 16U));
  put16(bytes, at + 2, static_cast<std::uint16_t>(value));
}
template <std::size_t N>
void put(std::span<std::byte> bytes, std::size_t at, const std::array<std::uint8_t, N>& from,
         std::size_t count) {
  for (std::size_t i = 0; i < count; ++i) put8(bytes, at + i, from[i]);
}

std::uint32_t sum_of(std::span<const std::byte> bytes) {
  std::uint32_t sum = 0;
  for (std::size_t i = 0; i + 1 < bytes.size(); i += 2)
    sum += std::to_integer<std::uint32_t>(bytes[i]) << 8U | std::to_integer<std::uint32_t>(bytes[i + 1]);
  return sum;
}

std::uint16_t folded(std::uint32_t sum) {
  sum = (sum & 0xffffU) + (sum >> 16U);
  sum = (sum & 0xffffU) + (sum >> 16U);
  return static_cast<std::uint16_t>(~sum);
}

}  // namespace

std::uint16_t internet_checksum(std::span<const std::byte> bytes, std::uint32_t sum) {
  sum += sum_of(bytes);
  if (bytes.size() % 2 != 0) sum += std::to_integer<std::uint32_t>(bytes.back()) << 8U;
  return folded(sum);
}

SynPacket::SynPacket(const Address& source, const std::optional<EthernetHeader>& ethernet)
    : family_(source.family()) {
  const bool ipv4 = family_ == Family::kIpv4;
  const std::span<std::byte> all(template_);
  ip_ = ethernet ? kEthernet : 0;
  tcp_ = ip_ + (ipv4 ? kIpv4 : kIpv6);
  size_ = tcp_ + kTcp;
  if (ethernet) {
    put(all, 0, ethernet->to, 6);
    put(all, 6, ethernet->from, 6);
    put16(all, 12, ipv4 ? 0x0800 : 0x86dd);
  }
  const auto ip = all.subspan(ip_, tcp_ - ip_);
  if (ipv4) {
    put8(ip, 0, 0x45);
    put16(ip, 2, kIpv4 + kTcp);
    put16(ip, 6, 0x4000);  // do not fragment; the identification may then be 0 (RFC 6864)
    put8(ip, 8, kTtl);
    put8(ip, 9, 6);
    put(ip, 12, source.bytes(), 4);
  } else {
    put8(ip, 0, 0x60);
    put16(ip, 4, kTcp);
    put8(ip, 6, 6);
    put8(ip, 7, kTtl);
    put(ip, 8, source.bytes(), 16);
  }
  const auto tcp = all.subspan(tcp_, kTcp);
  put8(tcp, 12, kTcp / 4 << 4U);
  put8(tcp, 13, 0x02);  // SYN
  put16(tcp, 14, kWindow);
  put16(tcp, 20, 0x0204);  // MSS
  put16(tcp, 22, ipv4 ? kMssIpv4 : kMssIpv6);
  put16(tcp, 24, 0x0101);      // nothing, twice
  put16(tcp, 26, 0x0402);      // selective acknowledgements permitted
  put32(tcp, 28, 0x01030307);  // nothing; window scale 7
  ip_sum_ = sum_of(ip);
  // The pseudo-header: source (its place in the IP header), protocol, length of the TCP part.
  tcp_sum_ = sum_of(tcp) + sum_of(ipv4 ? ip.subspan(12, 4) : ip.subspan(8, 16)) + 6 + kTcp;
}

void SynPacket::write(const Endpoint& to, Port from, std::uint32_t sequence, std::span<std::byte> out) const {
  assert(to.address.family() == family_ && out.size() >= size_);
  std::ranges::copy(std::span(template_).first(size_), out.begin());
  const bool ipv4 = family_ == Family::kIpv4;
  const std::size_t address_bytes = ipv4 ? 4 : 16;
  const auto target = out.subspan(ip_ + (ipv4 ? 16 : 24), address_bytes);
  put(target, 0, to.address.bytes(), address_bytes);
  const std::uint32_t target_sum = sum_of(target);
  if (ipv4) put16(out, ip_ + 10, folded(ip_sum_ + target_sum));
  put16(out, tcp_, number(from));
  put16(out, tcp_ + 2, number(to.port));
  put32(out, tcp_ + 4, sequence);
  put16(out, tcp_ + 16,
        folded(tcp_sum_ + target_sum + number(from) + number(to.port) + (sequence >> 16U) +
               (sequence & 0xffffU)));
}

}  // namespace sounder
