#include "net/socket.h"

#include <fcntl.h>
#include <netinet/tcp.h>
#include <sys/time.h>

#include <cerrno>

namespace sounder {
namespace {

void set_option(int fd, int level, int option, int value) {
  ::setsockopt(fd, level, option, &value, sizeof value);
}

void set_timeout(int fd, int option, Duration timeout) {
  const auto whole = std::chrono::floor<std::chrono::seconds>(timeout);
  timeval value{whole.count(), std::chrono::ceil<std::chrono::microseconds>(timeout - whole).count()};
  ::setsockopt(fd, SOL_SOCKET, option, &value, sizeof value);
}

std::expected<Fd, Errno> connecting(Fd fd, const Endpoint& to) {
  const SocketAddress address(to);
  if (::connect(fd.get(), address.get(), address.length) != 0 && errno != EINPROGRESS)
    return std::unexpected(errno);
  return fd;
}

template <class Call>
std::optional<Endpoint> endpoint_by(Call call, int fd) {
  SocketAddress address;
  address.length = sizeof address.storage;
  if (call(fd, address.get(), &address.length) != 0) return std::nullopt;
  return address.endpoint();
}

}  // namespace

std::expected<Fd, Errno> listen_tcp(const Endpoint& where, bool v6_only) {
  Fd fd(::socket(domain_of(where.address.family()), SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  if (!fd) return std::unexpected(errno);
  set_option(fd.get(), SOL_SOCKET, SO_REUSEADDR, 1);
  if (where.address.family() == Family::kIpv6)
    set_option(fd.get(), IPPROTO_IPV6, IPV6_V6ONLY, v6_only ? 1 : 0);
  const SocketAddress address(where);
  // The backlog is what the kernel allows (net.core.somaxconn caps it).
  if (::bind(fd.get(), address.get(), address.length) != 0 || ::listen(fd.get(), SOMAXCONN) != 0)
    return std::unexpected(errno);
  return fd;
}

std::expected<Fd, Errno> start_connect(const Endpoint& to) {
  Fd fd(::socket(domain_of(to.address.family()), SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  if (!fd) return std::unexpected(errno);
  return connecting(std::move(fd), to);
}

std::expected<Fd, Errno> start_connect_from(const Address& source, const Endpoint& to) {
  Fd fd(::socket(domain_of(to.address.family()), SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  if (!fd) return std::unexpected(errno);
  // IPPROTO_IP in both families: the kernel has no other level for it (net/ipv6/ipv6_sockglue.c).
  set_option(fd.get(), IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, 1);
  const SocketAddress from({source, Port{0}});
  if (::bind(fd.get(), from.get(), from.length) != 0) return std::unexpected(errno);
  return connecting(std::move(fd), to);
}

Errno bindable(const Address& source) {
  const SocketAddress from({source, Port{0}});
  const Fd fd(::socket(domain_of(source.family()), SOCK_STREAM | SOCK_CLOEXEC, 0));
  if (!fd) return errno;
  set_option(fd.get(), IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, 1);
  return ::bind(fd.get(), from.get(), from.length) == 0 ? 0 : errno;
}

// Connecting a UDP socket chooses the source as TCP does, and sends nothing. For IPv6 it fails without one,
// for IPv4 it says 0.0.0.0.
bool lacks_source(const Address& to) {
  const Fd fd(::socket(domain_of(to.family()), SOCK_DGRAM | SOCK_CLOEXEC, 0));
  if (!fd) return errno == EAFNOSUPPORT;
  const SocketAddress address({to, Port{9}});
  if (::connect(fd.get(), address.get(), address.length) != 0) return errno == EADDRNOTAVAIL;
  const auto local = local_endpoint(fd.get());
  return local && local->address.is_unspecified();
}

bool is_shortage(Errno code) {
  switch (code) {
    case EMFILE:
    case ENFILE:
    case ENOBUFS:
    case ENOMEM:
    case EADDRNOTAVAIL:
    case EADDRINUSE:
    case ENOSPC:  // epoll_ctl(2): /proc/sys/fs/epoll/max_user_watches
    case EAGAIN:  // connect(2): no local port in IPv6 of older kernels
      return true;
    default:
      return false;
  }
}

Errno socket_error(int fd) {
  int error = 0;
  socklen_t length = sizeof error;
  if (::getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &length) != 0) return errno;
  return error;
}

std::optional<Endpoint> local_endpoint(int fd) { return endpoint_by(::getsockname, fd); }
std::optional<Endpoint> remote_endpoint(int fd) { return endpoint_by(::getpeername, fd); }

void set_no_delay(int fd) { set_option(fd, IPPROTO_TCP, TCP_NODELAY, 1); }

void set_unsent_limit(int fd, int bytes) { set_option(fd, IPPROTO_TCP, TCP_NOTSENT_LOWAT, bytes); }

void set_blocking(int fd, bool blocking) {
  const int flags = ::fcntl(fd, F_GETFL);
  ::fcntl(fd, F_SETFL, blocking ? flags & ~O_NONBLOCK : flags | O_NONBLOCK);
}

void set_receive_timeout(int fd, Duration timeout) { set_timeout(fd, SO_RCVTIMEO, timeout); }
void set_send_timeout(int fd, Duration timeout) { set_timeout(fd, SO_SNDTIMEO, timeout); }

void set_reset_on_close(int fd) {
  const linger value{1, 0};
  ::setsockopt(fd, SOL_SOCKET, SO_LINGER, &value, sizeof value);
}

}  // namespace sounder
