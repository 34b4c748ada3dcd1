// Sockets: the functions of <sys/socket.h> and <netdb.h> that the program uses, and those that a fortified
// build uses instead.
#include <netdb.h>
#include <sys/socket.h>
#include <sys/uio.h>

#include <algorithm>

#include "tests/faults/descriptor_kind.h"
#include "tests/faults/fault_plan.h"
#include "tests/faults/real_call.h"

namespace {

using namespace sounder::faults;

std::optional<int> on(unsigned which, int fd) { return fault_for(which, kind_of(fd)); }

// A connection that is reset, or that the peer has left, is one for every later call too, and for the peer.
std::optional<int> with_its_end(int fd, std::optional<int> fault) {
  if (fault == ECONNRESET || fault == EPIPE) ::shutdown(fd, SHUT_RDWR);
  return fault;
}

// Receiving and sending `bytes`: `real` takes how many.
template <class Real>
ssize_t moved(std::optional<int> fault, std::size_t bytes, Real real) {
  if (fault == kShort) return real(shortened(bytes));
  if (!fault) return real(bytes);
  errno = *fault;
  return -1;
}

std::optional<int> receiving(unsigned which, int fd, int flags) {
  return with_its_end(fd, fault_for(which, kind_of(fd), waits(fd, flags, SO_RCVTIMEO)));
}

std::optional<int> sending(unsigned which, int fd, int flags) {
  return with_its_end(fd, fault_for(which, kind_of(fd), waits(fd, flags, SO_SNDTIMEO)));
}

}  // namespace

extern "C" {

int socket(int domain, int type, int protocol) noexcept {
  return unless(fault_for(call("socket")), SOUNDER_REAL(socket), domain, type, protocol);
}

int socketpair(int domain, int type, int protocol, int ends[2]) noexcept {
  return unless(fault_for(call("socketpair")), SOUNDER_REAL(socketpair), domain, type, protocol, ends);
}

int connect(int fd, const sockaddr* to, socklen_t length) {
  // AF_UNSPEC undoes a connection, and that cannot fail.
  const bool first = to->sa_family != AF_UNSPEC && !connecting(fd);
  const int code =
      unless(first ? on(call("connect"), fd) : std::nullopt, SOUNDER_REAL(connect), fd, to, length);
  set_connecting(fd, code != 0 && (errno == EINPROGRESS || errno == EALREADY));
  return code;
}

int bind(int fd, const sockaddr* to, socklen_t length) noexcept {
  return unless(on(call("bind"), fd), SOUNDER_REAL(bind), fd, to, length);
}

int listen(int fd, int backlog) noexcept {
  return unless(on(call("listen"), fd), SOUNDER_REAL(listen), fd, backlog);
}

int accept(int fd, sockaddr* from, socklen_t* length) {
  return unless(receiving(call("accept"), fd, 0), SOUNDER_REAL(accept), fd, from, length);
}

int accept4(int fd, sockaddr* from, socklen_t* length, int flags) {
  return unless(receiving(call("accept4"), fd, 0), SOUNDER_REAL(accept4), fd, from, length, flags);
}

int setsockopt(int fd, int level, int name, const void* value, socklen_t length) noexcept {
  return unless(on(call("setsockopt"), fd), SOUNDER_REAL(setsockopt), fd, level, name, value, length);
}

ssize_t recv(int fd, void* room, std::size_t bytes, int flags) {
  return moved(receiving(call("recv"), fd, flags), bytes,
               [&](std::size_t most) { return SOUNDER_REAL(recv)(fd, room, most, flags); });
}

ssize_t recvfrom(int fd, void* room, std::size_t bytes, int flags, sockaddr* from, socklen_t* length) {
  return moved(receiving(call("recvfrom"), fd, flags), bytes,
               [&](std::size_t most) { return SOUNDER_REAL(recvfrom)(fd, room, most, flags, from, length); });
}

ssize_t recvmsg(int fd, msghdr* message, int flags) {
  return unless(receiving(call("recvmsg"), fd, flags), SOUNDER_REAL(recvmsg), fd, message, flags);
}

int recvmmsg(int fd, mmsghdr* messages, unsigned count, int flags, timespec* timeout) {
  return static_cast<int>(moved(receiving(call("recvmmsg"), fd, flags), count, [&](std::size_t most) {
    return SOUNDER_REAL(recvmmsg)(fd, messages, static_cast<unsigned>(most), flags, timeout);
  }));
}

ssize_t send(int fd, const void* from, std::size_t bytes, int flags) {
  return moved(sending(call("send"), fd, flags), bytes,
               [&](std::size_t most) { return SOUNDER_REAL(send)(fd, from, most, flags); });
}

ssize_t sendto(int fd, const void* from, std::size_t bytes, int flags, const sockaddr* to, socklen_t length) {
  return moved(sending(call("sendto"), fd, flags), bytes,
               [&](std::size_t most) { return SOUNDER_REAL(sendto)(fd, from, most, flags, to, length); });
}

ssize_t sendmsg(int fd, const msghdr* message, int flags) {
  return unless(sending(call("sendmsg"), fd, flags), SOUNDER_REAL(sendmsg), fd, message, flags);
}

int sendmmsg(int fd, mmsghdr* messages, unsigned count, int flags) {
  return static_cast<int>(moved(sending(call("sendmmsg"), fd, flags), count, [&](std::size_t most) {
    return SOUNDER_REAL(sendmmsg)(fd, messages, static_cast<unsigned>(most), flags);
  }));
}

int getaddrinfo(const char* node, const char* service, const addrinfo* hints, addrinfo** found) {
  if (const auto fault = fault_for(call("getaddrinfo"))) return -(*fault - kAddressError);
  return SOUNDER_REAL(getaddrinfo)(node, service, hints, found);
}

// What -D_FORTIFY_SOURCE calls where it knows the room; the checks themselves are the C library's business.
ssize_t __recv_chk(int fd, void* room, std::size_t bytes, std::size_t, int flags) {
  return recv(fd, room, bytes, flags);
}

ssize_t __recvfrom_chk(int fd, void* room, std::size_t bytes, std::size_t, int flags, sockaddr* from,
                       socklen_t* length) {
  return recvfrom(fd, room, bytes, flags, from, length);
}

}  // extern "C"
