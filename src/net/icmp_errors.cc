#include "net/icmp_errors.h"

#include <linux/errqueue.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <cstring>

#include "net/socket.h"

namespace sounder {
namespace {

// One control message: the error, and the sender's socket address behind it.
constexpr std::size_t kErrorBytes = sizeof(sock_extended_err) + sizeof(sockaddr_in6);

std::optional<IcmpError> read_error(const cmsghdr& header) {
  const bool ipv4 = header.cmsg_level == SOL_IP && header.cmsg_type == IP_RECVERR;
  const bool ipv6 = header.cmsg_level == SOL_IPV6 && header.cmsg_type == IPV6_RECVERR;
  if (!ipv4 && !ipv6) return std::nullopt;
  const std::size_t address_bytes = ipv4 ? sizeof(sockaddr_in) : sizeof(sockaddr_in6);
  if (header.cmsg_len < CMSG_LEN(sizeof(sock_extended_err) + address_bytes)) return std::nullopt;
  sock_extended_err error;
  std::memcpy(&error, CMSG_DATA(&header), sizeof error);
  if (error.ee_origin != SO_EE_ORIGIN_ICMP && error.ee_origin != SO_EE_ORIGIN_ICMP6) return std::nullopt;
  const auto said = said_by_icmp(ipv4 ? Family::kIpv4 : Family::kIpv6, error.ee_type, error.ee_code);
  SocketAddress sender;
  std::memcpy(&sender.storage, CMSG_DATA(&header) + sizeof error, address_bytes);
  const auto from = sender.endpoint();
  if (!said || !from) return std::nullopt;
  return IcmpError{*said, from->address};
}

}  // namespace

void keep_icmp_errors(int fd, Family family) {
  const int on = 1;
  if (family == Family::kIpv4)
    static_cast<void>(::setsockopt(fd, SOL_IP, IP_RECVERR, &on, sizeof on));
  else
    static_cast<void>(::setsockopt(fd, SOL_IPV6, IPV6_RECVERR, &on, sizeof on));
}

std::optional<IcmpError> take_icmp_error(int fd) {
  for (;;) {
    alignas(cmsghdr) std::array<std::byte, CMSG_SPACE(kErrorBytes)> room;
    msghdr message{};
    message.msg_control = room.data();
    message.msg_controllen = room.size();
    if (::recvmsg(fd, &message, MSG_ERRQUEUE | MSG_DONTWAIT) < 0) {
      if (errno == EINTR) continue;
      return std::nullopt;
    }
    for (const cmsghdr* header = CMSG_FIRSTHDR(&message); header != nullptr;
         header = CMSG_NXTHDR(&message, const_cast<cmsghdr*>(header)))
      if (auto error = read_error(*header)) return error;
  }
}

}  // namespace sounder
