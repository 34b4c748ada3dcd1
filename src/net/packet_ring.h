// Captures the answers to our SYNs from every interface: a ring that the kernel fills (packet_mmap, version
// 2) for one family, behind a filter that lets only TCP answers to our ports and ICMP errors pass.
//
// Version 2 and not 3: version 3 delivers packets in blocks, when they are full or after a time-out, which
// before Linux 6.18 counted timer ticks: answers were up to 4 ms late, on paths of 0.1 ms. Needs CAP_NET_RAW
// to open, nothing afterwards. One thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <expected>
#include <memory>
#include <optional>
#include <span>

#include "base/clock.h"
#include "base/fd.h"
#include "net/address.h"
#include "net/packet_port.h"
#include "net/socket.h"

namespace sounder {

struct PortRange {
  Port first{};
  Port last{};
};

class PacketRing {
 public:
  // `ports`: where answers are expected.
  static std::expected<PacketRing, Errno> open(Family family, PortRange ports);

  // The next packet, if one is there. The one before it goes back to the kernel.
  std::optional<CapturedPacket> next();
  // Packets that found the ring full since the last call.
  std::uint64_t take_lost();
  int fd() const { return fd_.get(); }

 private:
  struct Unmap {
    void operator()(std::byte* memory) const;
  };
  using Memory = std::unique_ptr<std::byte, Unmap>;
  PacketRing(Fd fd, Memory memory) : fd_(std::move(fd)), memory_(std::move(memory)) {}
  std::byte* slot() const;

  Fd fd_;
  Memory memory_;
  std::size_t next_ = 0;
  bool taken_ = false;  // the slot before next_ is the caller's still
};

}  // namespace sounder
