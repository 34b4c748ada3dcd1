#include "echo/serve/listeners.h"

#include <algorithm>
#include <cerrno>

#include "net/socket.h"

namespace sounder {
namespace {

bool is_any_ipv6(const Endpoint& endpoint) { return endpoint.address == Address::ipv6({}); }

// Whether "::" must leave IPv4 to another listener on the same port.
bool shares_port_with_ipv4(const Endpoint& endpoint, std::span<const Endpoint> all) {
  return std::ranges::any_of(all, [&](const Endpoint& other) {
    return other.address.family() == Family::kIpv4 && other.port == endpoint.port && number(other.port) != 0;
  });
}

}  // namespace

std::expected<std::vector<Fd>, ListenError> open_listeners(std::span<const Endpoint> where) {
  std::vector<Fd> listeners;
  for (const Endpoint& endpoint : where) {
    auto listener = listen_tcp(endpoint, is_any_ipv6(endpoint) && shares_port_with_ipv4(endpoint, where));
    if (!listener) return std::unexpected(ListenError{endpoint, listener.error()});
    listeners.push_back(std::move(*listener));
  }
  return listeners;
}

std::expected<std::vector<Fd>, ListenError> open_listeners_everywhere(Port port) {
  const Endpoint ipv6{Address::ipv6({}), port};
  const Endpoint ipv4{Address::ipv4(0), port};
  auto listener = listen_tcp(ipv6);
  // EADDRNOTAVAIL: IPv6 is built in and switched off (net.ipv6.conf.all.disable_ipv6).
  if (!listener && (listener.error() == EAFNOSUPPORT || listener.error() == EADDRNOTAVAIL))
    return open_listeners(std::span(&ipv4, 1));
  if (!listener) return std::unexpected(ListenError{ipv6, listener.error()});
  std::vector<Fd> listeners;
  listeners.push_back(std::move(*listener));
  return listeners;
}

}  // namespace sounder
