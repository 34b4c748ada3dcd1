#include "echo/serve/udp_guard.h"

#include <algorithm>

#include "echo/serve/limits.h"
#include "net/datagrams.h"

namespace sounder {
namespace {

// What the largest datagram counts as: even the least rate lets one through.
constexpr std::uint64_t kMostUnits = kLargestDatagramBytes / kUdpCountedBytes + 1;

std::uint64_t units_of(std::size_t bytes) {
  return std::max<std::uint64_t>(1, (bytes + kUdpCountedBytes - 1) / kUdpCountedBytes);
}

// 0.0.0.0/8, 224.0.0.0/4 and 240.0.0.0/4 are no sources (RFC 6890), nor are :: and ff00::/8 (RFC 4291, 2.5.2
// and 2.7). The broadcast address of a subnet does not show; Linux itself drops packets from it (a "martian
// source") and sends none to it without SO_BROADCAST, which is never set.
bool can_be_source(const Address& address) {
  const auto& bytes = address.bytes();
  if (address.family() == Family::kIpv4) return bytes[0] != 0 && bytes[0] < 224;
  return bytes[0] != 0xff && std::ranges::any_of(bytes, [](std::uint8_t byte) { return byte != 0; });
}

// Clients have ports from 1024 on, also behind translators (RFC 4787, REQ-3); below are services, and echo,
// daytime, quotd, chargen and time (7, 13, 17, 19, 37) answer whatever comes. Our own number is the next
// server of this kind, on this machine or another.
bool is_service(Port port, Port ours) { return number(port) < 1024 || port == ours; }

}  // namespace

std::optional<UdpRefusal> datagram_refusal(const Datagram& datagram, Port ours) {
  if (datagram.to_many) return UdpRefusal::kToMany;
  // RFC 768: port 0 expects no answer.
  if (number(datagram.source.port) == 0 || !can_be_source(datagram.source.address))
    return UdpRefusal::kNoSource;
  if (is_service(datagram.source.port, ours)) return UdpRefusal::kService;
  return std::nullopt;
}

UdpGuard::UdpGuard(const UdpOptions& options, const SipKey& key) {
  if (options.rate_per_s != 0)
    rates_.emplace(options.rate_per_s, std::max(options.rate_per_s, kMostUnits), key);
}

std::optional<UdpRefusal> UdpGuard::refusal(const Datagram& datagram, Port ours, Instant now) {
  if (const auto why = datagram_refusal(datagram, ours)) return why;
  if (rates_ && !rates_->take(datagram.source.address, units_of(datagram.bytes), now))
    return UdpRefusal::kRate;
  return std::nullopt;
}

}  // namespace sounder
