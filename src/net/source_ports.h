// Local TCP ports in a row that nobody else uses while this object lives: each is bound, in the families
// asked for, and neither listens nor connects. The kernel answers a SYN-ACK to such a port with RST, as to
// any that it knows nothing of, and gives it to no other program. One owner.
#pragma once

#include <cstdint>
#include <expected>
#include <span>
#include <vector>

#include "base/fd.h"
#include "net/packet_ring.h"
#include "net/socket.h"

namespace sounder {

class SourcePorts {
 public:
  // One for each number that a try can have, so that no try goes over the ports of one whose handshake its
  // target still waits to end: it would get no SYN-ACK (RFC 5961, 4.2) and count as lost.
  static constexpr std::uint16_t kCount = 128;

  // `seed` says where to look first. Errors: EADDRINUSE if no row is free, EMFILE.
  static std::expected<SourcePorts, Errno> reserve(std::span<const Family> families, std::uint64_t seed);

  PortRange range() const { return {Port{first_}, Port{static_cast<std::uint16_t>(first_ + kCount - 1)}}; }
  // Of this many ports, one after another.
  Port at(std::uint64_t turn) const { return Port{static_cast<std::uint16_t>(first_ + turn % kCount)}; }

 private:
  SourcePorts(std::uint16_t first, std::vector<Fd> held) : first_(first), held_(std::move(held)) {}
  std::uint16_t first_;
  std::vector<Fd> held_;
};

}  // namespace sounder
