#include "net/handed_over.h"

#include <fcntl.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <optional>

#include "net/socket.h"

namespace sounder {
namespace {

std::optional<int> option(int fd, int name) {
  int value = 0;
  socklen_t length = sizeof value;
  if (::getsockopt(fd, SOL_SOCKET, name, &value, &length) != 0) return std::nullopt;
  return value;
}

bool is_bound(int fd) {
  const auto local = local_endpoint(fd);
  return local && number(local->port) != 0;
}

}  // namespace

HandedOver what_is(int fd) {
  const auto family = option(fd, SO_DOMAIN);
  if (family != AF_INET && family != AF_INET6) return HandedOver::kOther;
  const auto protocol = option(fd, SO_PROTOCOL);
  const bool listens = option(fd, SO_ACCEPTCONN) == 1;
  if ((protocol == IPPROTO_TCP || protocol == IPPROTO_MPTCP) && listens) return HandedOver::kTcpListener;
  return protocol == IPPROTO_UDP && is_bound(fd) ? HandedOver::kUdpSocket : HandedOver::kOther;
}

Fd take_over(int fd) {
  ::fcntl(fd, F_SETFD, FD_CLOEXEC);
  return Fd(fd);
}

}  // namespace sounder
