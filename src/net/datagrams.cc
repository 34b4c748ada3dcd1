#include "net/datagrams.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

namespace sounder {
namespace {

// Space for both kinds: an IPv6 socket reports an IPv4 datagram in both ways.
constexpr std::size_t kControlBytes = CMSG_SPACE(sizeof(in6_pktinfo)) + CMSG_SPACE(sizeof(in_pktinfo));
struct Control {
  alignas(cmsghdr) std::array<std::byte, kControlBytes> bytes;
};

template <class Info>
Info info_of(const cmsghdr& part) {
  Info info{};
  std::memcpy(&info, CMSG_DATA(&part), sizeof info);
  return info;
}

bool is_multicast_ipv6(const in6_addr& address) { return address.s6_addr[0] == 0xff; }

// ip(7), IP_PKTINFO: ipi_addr is what the packet was sent to, ipi_spec_dst the local address that took it.
// They differ for broadcast and multicast only.
void read(const in_pktinfo& info, Datagram& datagram) {
  datagram.local = Address::ipv4(ntohl(info.ipi_spec_dst.s_addr));
  datagram.interface_index = static_cast<unsigned>(info.ipi_ifindex);
  datagram.to_many = info.ipi_addr.s_addr != info.ipi_spec_dst.s_addr;
}

void read(const in6_pktinfo& info, Datagram& datagram) {
  std::array<std::uint8_t, 16> bytes{};
  std::memcpy(bytes.data(), &info.ipi6_addr, bytes.size());
  datagram.local = Address::ipv6(bytes).unmapped();
  datagram.interface_index = info.ipi6_ifindex;
  datagram.to_many = is_multicast_ipv6(info.ipi6_addr);
}

void read_control(msghdr& message, Datagram& datagram) {
  bool is_ipv4 = false;
  for (cmsghdr* part = CMSG_FIRSTHDR(&message); part != nullptr; part = CMSG_NXTHDR(&message, part)) {
    if (part->cmsg_level == IPPROTO_IP && part->cmsg_type == IP_PKTINFO) {
      read(info_of<in_pktinfo>(*part), datagram);
      is_ipv4 = true;
    }
    // Of an IPv4 datagram this knows only what it was sent to, so the other one counts.
    if (part->cmsg_level == IPPROTO_IPV6 && part->cmsg_type == IPV6_PKTINFO && !is_ipv4)
      read(info_of<in6_pktinfo>(*part), datagram);
  }
}

template <class Info>
void write_part(msghdr& message, Control& control, int level, int type, const Info& info) {
  message.msg_control = control.bytes.data();
  message.msg_controllen = CMSG_SPACE(sizeof info);
  cmsghdr* part = CMSG_FIRSTHDR(&message);
  part->cmsg_level = level;
  part->cmsg_type = type;
  part->cmsg_len = CMSG_LEN(sizeof info);
  std::memcpy(CMSG_DATA(part), &info, sizeof info);
}

// The routes choose the interface, except for link-local addresses, which are valid on one link only.
void write_control(msghdr& message, Control& control, const Datagram& datagram) {
  const auto& bytes = datagram.local.bytes();
  if (datagram.local.family() == Family::kIpv4) {
    in_pktinfo info{};
    std::memcpy(&info.ipi_spec_dst, bytes.data(), sizeof info.ipi_spec_dst);
    write_part(message, control, IPPROTO_IP, IP_PKTINFO, info);
  } else {
    in6_pktinfo info{};
    std::memcpy(&info.ipi6_addr, bytes.data(), sizeof info.ipi6_addr);
    if (IN6_IS_ADDR_LINKLOCAL(&info.ipi6_addr)) info.ipi6_ifindex = datagram.interface_index;
    write_part(message, control, IPPROTO_IPV6, IPV6_PKTINFO, info);
  }
}

}  // namespace

std::expected<Fd, Errno> bind_udp(const Endpoint& where, bool v6_only) {
  const bool ipv6 = where.address.family() == Family::kIpv6;
  Fd fd(::socket(domain_of(where.address.family()), SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  if (!fd) return std::unexpected(errno);
  const int only = v6_only ? 1 : 0;
  if (ipv6) ::setsockopt(fd.get(), IPPROTO_IPV6, IPV6_V6ONLY, &only, sizeof only);
  const SocketAddress address(where);
  if (::bind(fd.get(), address.get(), address.length) != 0) return std::unexpected(errno);
  tell_local_addresses(fd.get());
  return fd;
}

std::expected<Fd, Errno> connect_udp(const Endpoint& to, const std::optional<Address>& source) {
  Fd fd(::socket(domain_of(to.address.family()), SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  if (!fd) return std::unexpected(errno);
  if (source) {
    const SocketAddress from({*source, Port{0}});
    if (::bind(fd.get(), from.get(), from.length) != 0) return std::unexpected(errno);
  }
  const SocketAddress peer(to);
  if (::connect(fd.get(), peer.get(), peer.length) != 0) return std::unexpected(errno);
  return fd;
}

std::expected<std::size_t, Errno> send_datagrams(int fd, std::span<const OutgoingDatagram> datagrams) {
  std::array<std::array<iovec, 2>, kDatagramsAtOnce> pieces{};
  std::array<mmsghdr, kDatagramsAtOnce> messages{};
  const std::size_t count = std::min(datagrams.size(), kDatagramsAtOnce);
  for (std::size_t i = 0; i < count; ++i) {
    // sendmsg(2) only reads what these point to.
    const auto piece = [](std::span<const std::byte> bytes) {
      return iovec{const_cast<std::byte*>(bytes.data()), bytes.size()};
    };
    pieces[i] = {piece(datagrams[i].head), piece(datagrams[i].body)};
    messages[i].msg_hdr.msg_iov = pieces[i].data();
    messages[i].msg_hdr.msg_iovlen = pieces[i].size();
  }
  int sent = 0;
  do sent = ::sendmmsg(fd, messages.data(), static_cast<unsigned>(count), MSG_DONTWAIT | MSG_NOSIGNAL);
  while (sent < 0 && errno == EINTR);
  if (sent < 0) return std::unexpected(errno);
  return static_cast<std::size_t>(sent);
}

void tell_local_addresses(int fd) {
  const int on = 1;
  // Each family's option fails on the other's socket, except that one of IPv6 may carry IPv4 and takes both.
  ::setsockopt(fd, IPPROTO_IP, IP_PKTINFO, &on, sizeof on);
  ::setsockopt(fd, IPPROTO_IPV6, IPV6_RECVPKTINFO, &on, sizeof on);
}

bool is_v6_only(int fd) {
  int only = 0;
  socklen_t length = sizeof only;
  return ::getsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &only, &length) == 0 && only != 0;
}

struct DatagramBatch::Buffers {
  template <class T>
  using Each = std::array<T, kDatagramsAtOnce>;
  // Not initialised: pages that no datagram fills take no memory.
  std::unique_ptr<std::byte[]> bytes =
      std::make_unique_for_overwrite<std::byte[]>(kDatagramsAtOnce * kLargestDatagramBytes);
  Each<SocketAddress> sources{};
  Each<Control> controls{};
  Each<iovec> pieces{};
  Each<mmsghdr> messages{};
  Each<Datagram> datagrams{};

  std::byte* at(std::size_t i) const { return bytes.get() + i * kLargestDatagramBytes; }
};

DatagramBatch::DatagramBatch() : buffers_(std::make_unique<Buffers>()) {}
DatagramBatch::~DatagramBatch() = default;

std::expected<std::span<const Datagram>, Errno> DatagramBatch::receive(int fd) {
  Buffers& b = *buffers_;
  for (std::size_t i = 0; i < kDatagramsAtOnce; ++i) {
    b.pieces[i] = {b.at(i), kLargestDatagramBytes};
    b.messages[i] = {};
    msghdr& message = b.messages[i].msg_hdr;
    message.msg_name = b.sources[i].get();
    message.msg_namelen = sizeof b.sources[i].storage;
    message.msg_iov = &b.pieces[i];
    message.msg_iovlen = 1;
    message.msg_control = b.controls[i].bytes.data();
    message.msg_controllen = kControlBytes;
  }
  const int got = ::recvmmsg(fd, b.messages.data(), kDatagramsAtOnce, MSG_DONTWAIT, nullptr);
  if (got < 0) return std::unexpected(errno);
  const auto count = static_cast<std::size_t>(got);
  for (std::size_t i = 0; i < count; ++i) {
    b.sources[i].length = b.messages[i].msg_hdr.msg_namelen;
    b.datagrams[i] = {.source = b.sources[i].endpoint().value_or(Endpoint{}), .bytes = b.messages[i].msg_len};
    read_control(b.messages[i].msg_hdr, b.datagrams[i]);
  }
  return std::span(b.datagrams).first(count);
}

std::span<const std::byte> DatagramBatch::bytes_of(std::size_t i) const {
  return {buffers_->at(i), buffers_->datagrams[i].bytes};
}

DatagramBatch::Returned DatagramBatch::send_back(int fd, std::span<const std::size_t> which) {
  Buffers& b = *buffers_;
  for (std::size_t n = 0; n < which.size(); ++n) {
    const std::size_t i = which[n];
    b.pieces[i] = {b.at(i), b.datagrams[i].bytes};
    b.messages[n] = {};
    msghdr& message = b.messages[n].msg_hdr;
    message.msg_name = b.sources[i].get();
    message.msg_namelen = b.sources[i].length;
    message.msg_iov = &b.pieces[i];
    message.msg_iovlen = 1;
    write_control(message, b.controls[i], b.datagrams[i]);
  }
  Returned returned;
  for (std::size_t next = 0; next < which.size();) {
    const int sent = ::sendmmsg(fd, &b.messages[next], static_cast<unsigned>(which.size() - next),
                                MSG_DONTWAIT | MSG_NOSIGNAL);
    if (sent < 0 && errno == EINTR) continue;
    if (sent <= 0) {
      ++returned.failed;  // the first of them; the others may get through
      ++next;
      continue;
    }
    for (const std::size_t end = next + static_cast<std::size_t>(sent); next < end; ++next) {
      ++returned.datagrams;
      returned.bytes += b.datagrams[which[next]].bytes;
    }
  }
  return returned;
}

}  // namespace sounder
