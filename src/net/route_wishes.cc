#include "net/route_wishes.h"

#include <net/if.h>
#include <sys/socket.h>

#include <cerrno>

namespace sounder {

Errno follow(const RouteWishes& wishes, int fd, Family family) {
  if (wishes.interface != 0) {
    char name[IF_NAMESIZE] = {};
    if (::if_indextoname(wishes.interface, name) == nullptr ||
        ::setsockopt(fd, SOL_SOCKET, SO_BINDTODEVICE, name, sizeof name) != 0)
      return errno;
  }
  if (!wishes.source || wishes.source->family() != family) return 0;
  // connect(2) chooses the port (start_connect_from in socket.h).
  const int on = 1;
  static_cast<void>(::setsockopt(fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &on, sizeof on));
  const SocketAddress from({*wishes.source, Port{0}});
  return ::bind(fd, from.get(), from.length) == 0 ? 0 : errno;
}

}  // namespace sounder
