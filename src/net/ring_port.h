// The packet port of any Linux: packets leave by PacketSender and answers come in by one PacketRing a family.
// Needs CAP_NET_RAW to open, nothing afterwards. One owner, one thread.
#pragma once

#include <cstdint>
#include <expected>
#include <memory>

#include "net/packet_port.h"
#include "net/packet_ring.h"
#include "net/packet_sender.h"

namespace sounder {

class RingPort final : public PacketPort {
 public:
  // Packets that the kernel routes follow the wishes.
  static std::expected<std::unique_ptr<RingPort>, Errno> open(const RouteWishes& wishes);
  // Begins to receive the answers to `ports`; returns 0 or an errno. Precondition: the first call, with one
  // or two families.
  Errno listen(std::span<const Family> families, PortRange ports);

  std::span<std::byte> add_frame(std::size_t size, unsigned interface, std::uint32_t tag) override {
    return sender_.add_frame(size, interface, tag);
  }
  std::span<std::byte> add_ip(std::size_t size, const Address& to, std::uint32_t tag) override {
    return sender_.add_ip(size, to, tag);
  }
  void flush(std::vector<Failure>& failures) override { sender_.flush(failures); }
  std::optional<CapturedPacket> next() override;
  std::uint64_t take_lost() override;
  void wait(Duration patience) override;

 private:
  explicit RingPort(PacketSender sender) : sender_(std::move(sender)) {}

  PacketSender sender_;
  std::vector<PacketRing> rings_;  // one a family
};

}  // namespace sounder
