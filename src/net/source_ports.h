// Consecutive local TCP ports, reserved while this object lives: each is bound in the requested families, and
// neither listens nor connects. The kernel answers a SYN-ACK to such a port with RST, and assigns it to no
// other program.
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
  // One for each number of a try, so that no try uses the ports of another one whose handshake is still open
  // at the target: it would get no SYN-ACK (RFC 5961, 4.2) and count as lost.
  static constexpr std::uint16_t kCount = 128;

  // `seed`: where the search begins. Errors: EADDRINUSE if no consecutive ports are free, EMFILE.
  static std::expected<SourcePorts, Errno> reserve(std::span<const Family> families, std::uint64_t seed);

  PortRange range() const { return {Port{first_}, Port{static_cast<std::uint16_t>(first_ + kCount - 1)}}; }
  // The ports in turn.
  Port at(std::uint64_t turn) const { return Port{static_cast<std::uint16_t>(first_ + turn % kCount)}; }

 private:
  SourcePorts(std::uint16_t first, std::vector<Fd> held) : first_(first), held_(std::move(held)) {}
  std::uint16_t first_;
  std::vector<Fd> held_;
};

}  // namespace sounder
