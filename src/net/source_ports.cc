#include "net/source_ports.h"

#include <sys/socket.h>

#include <cerrno>

namespace sounder {
namespace {

// Above the ports that the kernel gives to clients by default (net.ipv4.ip_local_port_range: 32768 to 60999).
constexpr std::uint32_t kLowest = 61'000;
constexpr std::uint32_t kRows = (65'536 - kLowest) / SourcePorts::kCount;

// 0, or why not.
Errno hold(std::vector<Fd>& held, const Endpoint& where) {
  const bool ipv6 = where.address.family() == Family::kIpv6;
  Fd fd(::socket(domain_of(where.address.family()), SOCK_STREAM | SOCK_CLOEXEC, 0));
  if (!fd) return errno;
  const int on = 1;
  if (ipv6) static_cast<void>(::setsockopt(fd.get(), IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof on));
  const SocketAddress address(where);
  if (::bind(fd.get(), address.get(), address.length) != 0) return errno;
  held.push_back(std::move(fd));
  return 0;
}

}  // namespace

std::expected<SourcePorts, Errno> SourcePorts::reserve(std::span<const Family> families, std::uint64_t seed) {
  for (std::uint32_t turn = 0; turn < kRows; ++turn) {
    const auto first = static_cast<std::uint16_t>(kLowest + (seed + turn) % kRows * kCount);
    std::vector<Fd> held;
    Errno error = 0;
    for (std::size_t i = 0; i < kCount * families.size() && error == 0; ++i) {
      const Address any = families[i / kCount] == Family::kIpv4 ? Address::ipv4(0) : Address::ipv6({});
      error = hold(held, {any, Port{static_cast<std::uint16_t>(first + i % kCount)}});
    }
    if (error == 0) return SourcePorts(first, std::move(held));
    if (error != EADDRINUSE && error != EACCES) return std::unexpected(error);
  }
  return std::unexpected(EADDRINUSE);
}

}  // namespace sounder
