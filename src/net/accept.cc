#include "net/accept.h"

#include <sys/socket.h>

#include <cerrno>

namespace sounder {

std::expected<Accepted, Errno> accept_tcp(int listener) {
  SocketAddress address;
  address.length = sizeof address.storage;
  Fd fd(::accept4(listener, address.get(), &address.length, SOCK_CLOEXEC));
  if (!fd) return std::unexpected(errno);
  return Accepted{std::move(fd), address.endpoint().value_or(Endpoint{})};
}

AcceptTrouble accept_trouble(Errno code) {
  switch (code) {
    case EAGAIN:
      return AcceptTrouble::kNoneWaits;
    // accept(2), "Error handling": Linux reports pending network errors of the new socket. EPERM: a firewall.
    case ECONNABORTED:
    case EINTR:
    case EPROTO:
    case EPERM:
    case ENETDOWN:
    case ENOPROTOOPT:
    case EHOSTDOWN:
    case ENONET:
    case EHOSTUNREACH:
    case EOPNOTSUPP:
    case ENETUNREACH:
    case ETIMEDOUT:
      return AcceptTrouble::kConnection;
    default:
      // EMFILE, ENFILE, ENOBUFS, ENOMEM; a pause is safe for any other error too.
      return AcceptTrouble::kShortage;
  }
}

}  // namespace sounder
