#include "net/packet_sender.h"

#include <arpa/inet.h>
#include <linux/if_ether.h>

#include <cassert>
#include <cerrno>
#include <cstring>

namespace sounder {
namespace {

constexpr int kSendBuffer = 4 * 1024 * 1024;  // asked for; the kernel gives up to net.core.wmem_max

void set(int fd, int level, int name, int value) {
  static_cast<void>(::setsockopt(fd, level, name, &value, sizeof value));
}

}  // namespace

std::expected<PacketSender, Errno> PacketSender::open(const RouteWishes& wishes) {
  // Protocol 0: this socket receives nothing. IPPROTO_RAW: the packets include their IP header (raw(7)), for
  // IPv6 since Linux 4.5.
  struct Kind {
    std::size_t batch;
    int family;
    int protocol;
  };
  PacketSender sender;
  for (const Kind& kind :
       {Kind{kFrames, AF_PACKET, 0}, {kIpv4, AF_INET, IPPROTO_RAW}, {kIpv6, AF_INET6, IPPROTO_RAW}}) {
    Fd socket(::socket(kind.family, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, kind.protocol));
    if (!socket) {
      if (errno == EAFNOSUPPORT) continue;  // a kernel without IPv6 has no route that would lead here
      return std::unexpected(errno);
    }
    set(socket.get(), SOL_SOCKET, SO_SNDBUF, kSendBuffer);
    if (kind.family == AF_PACKET)
      set(socket.get(), SOL_PACKET, PACKET_QDISC_BYPASS, 1);
    else if (const Errno error =
                 follow(wishes, socket.get(), kind.batch == kIpv4 ? Family::kIpv4 : Family::kIpv6))
      return std::unexpected(error);
    sender.batches_[kind.batch].socket = std::move(socket);
  }
  return sender;
}

std::span<std::byte> PacketSender::add(Batch& batch, std::size_t size, socklen_t target_bytes,
                                       std::uint32_t tag) {
  assert(batch.count < kBatch && size <= SynPacket::kMostBytes);
  const std::size_t place = batch.count++;
  batch.tags[place] = tag;
  batch.pieces[place] = {batch.bytes[place].data(), size};
  msghdr& message = batch.messages[place].msg_hdr;
  message.msg_name = target_bytes == 0 ? nullptr : &batch.targets[place];
  message.msg_namelen = target_bytes;
  message.msg_iov = &batch.pieces[place];
  message.msg_iovlen = 1;
  return std::span(batch.bytes[place]).first(size);
}

std::span<std::byte> PacketSender::add_frame(std::size_t size, unsigned interface, std::uint32_t tag) {
  Batch& batch = batches_[kFrames];
  sockaddr_ll target{};
  target.sll_family = AF_PACKET;
  target.sll_ifindex = static_cast<int>(interface);
  target.sll_halen = std::tuple_size_v<MacAddress>;
  // Usually there is one interface: a packet to a bound socket without an address costs the kernel less.
  if (bound_ == 0 &&
      ::bind(batch.socket.get(), reinterpret_cast<const sockaddr*>(&target), sizeof target) == 0)
    bound_ = interface;
  if (interface == bound_) return add(batch, size, 0, tag);
  std::memcpy(&batch.targets[batch.count], &target, sizeof target);
  return add(batch, size, sizeof target, tag);
}

std::span<std::byte> PacketSender::add_ip(std::size_t size, const Address& to, std::uint32_t tag) {
  Batch& batch = batches_[to.family() == Family::kIpv4 ? kIpv4 : kIpv6];
  const SocketAddress target({to, Port{0}});
  batch.targets[batch.count] = target.storage;
  return add(batch, size, target.length, tag);
}

void PacketSender::flush(std::vector<Failure>& failures) {
  const std::size_t before = failures.size();
  for (Batch& batch : batches_) flush(batch, failures);
  // A deleted interface unbinds the socket (packet_notifier in net/packet/af_packet.c).
  for (const Failure& failure : std::span(failures).subspan(before))
    if (failure.error == ENXIO || failure.error == ENODEV) bound_ = 0;
}

void PacketSender::flush(Batch& batch, std::vector<Failure>& failures) {
  for (std::size_t done = 0; done < batch.count;) {
    const int sent =
        ::sendmmsg(batch.socket.get(), &batch.messages[done], static_cast<unsigned>(batch.count - done), 0);
    if (sent > 0) {
      done += static_cast<std::size_t>(sent);
      continue;
    }
    if (errno == EINTR) continue;
    failures.push_back({batch.tags[done], errno});
    ++done;
  }
  batch.count = 0;
}

}  // namespace sounder
