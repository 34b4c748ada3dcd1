#include "echo/serve/listeners.h"

#include <algorithm>
#include <cerrno>

#include "base/text.h"
#include "net/socket.h"

namespace sounder {
namespace {

Error listen_error(const Endpoint& where, Errno code) {
  const char* message = tr("cannot listen on {0}: {1}");
  if (code == EADDRINUSE)
    message = tr("cannot listen on {0}: the address is in use; choose another port with --listen");
  if (code == EACCES)
    message =
        tr("cannot listen on {0}: no permission; a port below 1024 needs root or CAP_NET_BIND_SERVICE, "
           "choose another with --listen");
  if (code == EADDRNOTAVAIL) message = tr("cannot listen on {0}: this machine has no such address");
  return {Fault::kMachine, text(message, where.to_string(), describe_errno(code))};
}

bool is_any_ipv6(const Endpoint& endpoint) { return endpoint.address == Address::ipv6({}); }

// A second listener on the same port for IPv4 leaves IPv6 alone to "::".
bool shares_port_with_ipv4(const Endpoint& endpoint, std::span<const Endpoint> all) {
  return std::ranges::any_of(all, [&](const Endpoint& other) {
    return other.address.family() == Family::kIpv4 && other.port == endpoint.port && number(other.port) != 0;
  });
}

}  // namespace

Result<std::vector<Fd>> open_listeners(std::span<const Endpoint> where) {
  std::vector<Fd> listeners;
  for (const Endpoint& endpoint : where) {
    auto listener = listen_tcp(endpoint, is_any_ipv6(endpoint) && shares_port_with_ipv4(endpoint, where));
    if (!listener) return std::unexpected(listen_error(endpoint, listener.error()));
    listeners.push_back(std::move(*listener));
  }
  return listeners;
}

Result<std::vector<Fd>> open_listeners_everywhere(Port port) {
  const Endpoint ipv6{Address::ipv6({}), port};
  const Endpoint ipv4{Address::ipv4(0), port};
  auto listener = listen_tcp(ipv6);
  // EADDRNOTAVAIL: IPv6 is built in and switched off (net.ipv6.conf.all.disable_ipv6).
  if (!listener && (listener.error() == EAFNOSUPPORT || listener.error() == EADDRNOTAVAIL))
    return open_listeners(std::span(&ipv4, 1));
  if (!listener) return std::unexpected(listen_error(ipv6, listener.error()));
  std::vector<Fd> listeners;
  listeners.push_back(std::move(*listener));
  return listeners;
}

}  // namespace sounder
