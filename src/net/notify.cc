#include "net/notify.h"

#include <sys/socket.h>
#include <sys/un.h>

#include <cerrno>
#include <cstddef>
#include <cstring>

#include "base/fd.h"

namespace sounder {

void notify(std::string_view address, std::string_view state) {
  sockaddr_un to{};
  to.sun_family = AF_UNIX;
  if (address.size() < 2 || address.size() >= sizeof to.sun_path) return;
  if (address.front() != '/' && address.front() != '@') return;
  std::memcpy(to.sun_path, address.data(), address.size());
  if (address.front() == '@') to.sun_path[0] = '\0';  // an abstract name has no terminator either
  const std::size_t end = address.size() + (address.front() == '/' ? 1 : 0);
  const auto length = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + end);

  const Fd fd(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  if (!fd) return;
  while (::sendto(fd.get(), state.data(), state.size(), MSG_NOSIGNAL, reinterpret_cast<const sockaddr*>(&to),
                  length) < 0 &&
         errno == EINTR) {
  }
}

}  // namespace sounder
