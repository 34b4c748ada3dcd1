// Sends finished packets in batches (sendmmsg): Ethernet frames that bypass the queues of the interface
// (PACKET_QDISC_BYPASS), and IP packets by raw sockets where the kernel is to choose the path: loopback,
// tunnels, a neighbour not resolved yet. Needs CAP_NET_RAW to open, nothing afterwards. One thread.
#pragma once

#include <linux/if_packet.h>
#include <sys/socket.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <expected>
#include <span>
#include <vector>

#include "base/fd.h"
#include "net/address.h"
#include "net/packet_port.h"
#include "net/route_wishes.h"
#include "net/socket.h"
#include "net/syn_packet.h"

namespace sounder {

class PacketSender {
 public:
  static constexpr std::size_t kBatch = PacketPort::kBatch;
  using Failure = PacketPort::Failure;

  // Raw sockets follow the wishes.
  static std::expected<PacketSender, Errno> open(const RouteWishes& wishes);

  // Room for one packet of `size` bytes in the next batch; `tag` names it to the caller. Precondition: fewer
  // than kBatch were added since flush().
  std::span<std::byte> add_frame(std::size_t size, unsigned interface, std::uint32_t tag);
  std::span<std::byte> add_ip(std::size_t size, const Address& to, std::uint32_t tag);

  // Sends all that was added; appends what the kernel did not take.
  void flush(std::vector<Failure>& failures);

 private:
  enum Lane : std::size_t { kFrames, kIpv4, kIpv6, kLanes };
  struct Batch {
    Fd socket;
    std::size_t count = 0;
    std::array<mmsghdr, kBatch> messages{};
    std::array<iovec, kBatch> pieces{};
    std::array<sockaddr_storage, kBatch> targets{};
    std::array<std::array<std::byte, SynPacket::kMostBytes>, kBatch> bytes{};
    std::array<std::uint32_t, kBatch> tags{};
  };
  PacketSender() : batches_(kLanes) {}
  static std::span<std::byte> add(Batch& batch, std::size_t size, socklen_t target_bytes, std::uint32_t tag);
  static void flush(Batch& batch, std::vector<Failure>& failures);

  unsigned bound_ = 0;          // the interface that frames go over when they name none
  std::vector<Batch> batches_;  // by lane; on the heap, because the messages point into them
};

}  // namespace sounder
