// What the SYN engine sends packets through and receives answers from. Implementations: RingPort (raw sockets
// and packet rings), and a fake in tests. One owner, one thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "base/clock.h"
#include "net/address.h"
#include "net/socket.h"

namespace sounder {

struct CapturedPacket {
  std::span<const std::byte> ip;  // from the IP header on, possibly cut; valid until the next call of next()
  Duration since_epoch{};         // of the real-time clock, when the packet arrived
  unsigned interface = 0;
};

class PacketPort {
 public:
  static constexpr std::size_t kBatch = 64;
  struct Failure {
    std::uint32_t tag;
    Errno error;
  };

  virtual ~PacketPort() = default;
  // Room for one packet of `size` bytes in the next batch: an Ethernet frame for an interface, or an IP
  // packet that the kernel routes. `tag` identifies it in a Failure. Precondition: fewer than kBatch packets
  // were added since flush().
  virtual std::span<std::byte> add_frame(std::size_t size, unsigned interface, std::uint32_t tag) = 0;
  virtual std::span<std::byte> add_ip(std::size_t size, const Address& to, std::uint32_t tag) = 0;
  // Sends the batch; appends the packets that were refused.
  virtual void flush(std::vector<Failure>& failures) = 0;

  // The next answer; nullopt: none is there now.
  virtual std::optional<CapturedPacket> next() = 0;
  // Answers dropped for lack of room since the last call.
  virtual std::uint64_t take_lost() = 0;
  // Returns when an answer is there, or after `patience`, or early if a signal comes.
  virtual void wait(Duration patience) = 0;
};

}  // namespace sounder
