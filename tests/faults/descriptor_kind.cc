#include "tests/faults/descriptor_kind.h"

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>

namespace sounder::faults {
namespace {

class KeptErrno {
 public:
  KeptErrno() = default;
  KeptErrno(const KeptErrno&) = delete;
  KeptErrno& operator=(const KeptErrno&) = delete;
  ~KeptErrno() { errno = kept_; }

 private:
  const int kept_ = errno;
};

int option(int fd, int name) {
  int value = -1;
  socklen_t length = sizeof value;
  return ::syscall(SYS_getsockopt, fd, SOL_SOCKET, name, &value, &length) == 0 ? value : -1;
}

Kind kind_of_socket(int fd) {
  const int domain = option(fd, SO_DOMAIN);
  if (domain == AF_UNIX) return Kind::kUnix;
  if (domain == AF_PACKET) return Kind::kPacket;
  if (domain != AF_INET && domain != AF_INET6) return Kind::kOther;
  const int type = option(fd, SO_TYPE);
  return type == SOCK_STREAM ? Kind::kTcp : type == SOCK_DGRAM ? Kind::kUdp : Kind::kPacket;
}

std::array<std::atomic<bool>, 1U << 16U> under_way;  // by descriptor; beyond these, nobody connects

}  // namespace

Kind kind_of(int fd) {
  const KeptErrno kept;
  struct stat about{};
  if (::syscall(SYS_fstat, fd, &about) != 0) return Kind::kOther;
  if (S_ISSOCK(about.st_mode)) return kind_of_socket(fd);
  if (S_ISREG(about.st_mode)) return Kind::kFile;
  if (S_ISFIFO(about.st_mode)) return Kind::kPipe;
  // Pseudo-terminals: 136 to 143 (Documentation/admin-guide/devices.txt).
  const auto major_number = (about.st_rdev >> 8U) & 0xfffU;
  return S_ISCHR(about.st_mode) && major_number >= 136 && major_number <= 143 ? Kind::kTerminal
                                                                              : Kind::kOther;
}

bool connecting(int fd) {
  return static_cast<std::size_t>(fd) >= under_way.size() || under_way[static_cast<std::size_t>(fd)];
}

void set_connecting(int fd, bool now) {
  if (static_cast<std::size_t>(fd) < under_way.size()) under_way[static_cast<std::size_t>(fd)] = now;
}

bool waits(int fd, int flags, int timeout) {
  const KeptErrno kept;
  if ((flags & MSG_DONTWAIT) != 0) return false;
  if ((::syscall(SYS_fcntl, fd, F_GETFL) & O_NONBLOCK) != 0) return false;
  timeval limit{};
  socklen_t length = sizeof limit;
  if (::syscall(SYS_getsockopt, fd, SOL_SOCKET, timeout, &limit, &length) != 0) return true;
  return limit.tv_sec == 0 && limit.tv_usec == 0;
}

}  // namespace sounder::faults
