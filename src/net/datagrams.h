// UDP sockets with many datagrams in a system call (recvmmsg(2), sendmmsg(2)). Answers leave from the address
// that the request was sent to: on a wildcard socket the kernel would choose a source by its routes, and the
// client would drop the answer. One thread.
#pragma once

#include <array>
#include <expected>
#include <memory>
#include <optional>
#include <span>

#include "base/fd.h"
#include "net/address.h"
#include "net/socket.h"

namespace sounder {

// Datagrams received or sent in one system call: with 16 or more the call is cheap beside the datagrams.
inline constexpr std::size_t kDatagramsAtOnce = 32;
// The longest datagram (RFC 768: a length of 16 bits). The buffers take 2 MB of addresses, of which only
// filled pages take memory.
inline constexpr std::size_t kLargestDatagramBytes = 65'535;
// Batches read from one socket before the others have their turn.
inline constexpr int kDatagramBatches = 8;
// The number and the checksum at the head of a datagram of `load --udp`.
inline constexpr std::size_t kDatagramHeadBytes = 16;

struct Datagram {
  Endpoint source{};
  Address local{};               // of this machine, that received it
  unsigned interface_index = 0;  // it came in by
  bool to_many = false;          // it was sent to a broadcast or multicast address
  std::size_t bytes = 0;
};

// A socket that DatagramBatch can use. On "::" it takes IPv4 too unless `v6_only`. Without SO_REUSEADDR, with
// which two servers would share a port and each get some of the datagrams.
std::expected<Fd, Errno> bind_udp(const Endpoint& where, bool v6_only = false);

// A client's socket: only what comes from `to` arrives, and ICMP errors are told by the next call. From
// `source`, or as the routes say.
std::expected<Fd, Errno> connect_udp(const Endpoint& to, const std::optional<Address>& source);

struct OutgoingDatagram {
  std::array<std::byte, kDatagramHeadBytes> head;
  std::span<const std::byte> body;
};
// Sends up to kDatagramsAtOnce to whom the socket is connected. How many of them, the first ones; an error if
// none. Never blocks.
std::expected<std::size_t, Errno> send_datagrams(int fd, std::span<const OutgoingDatagram> datagrams);

// Makes a socket that somebody else opened tell where each datagram was sent. Once, before the first
// receive().
void tell_local_addresses(int fd);

// Whether a socket of IPv6 leaves IPv4 to others; false for a socket of IPv4.
bool is_v6_only(int fd);

class DatagramBatch {
 public:
  DatagramBatch();
  ~DatagramBatch();

  // What waits, up to kDatagramsAtOnce; never blocks. The batch before is forgotten. EAGAIN: nothing waits.
  std::expected<std::span<const Datagram>, Errno> receive(int fd);

  // Of a datagram of the last batch.
  std::span<const std::byte> bytes_of(std::size_t i) const;

  struct Returned {
    std::size_t datagrams = 0;
    std::size_t bytes = 0;
    std::size_t failed = 0;  // that the system would not send, or not without waiting
  };
  // Sends datagrams of the last batch, by their index, back to their sources: the same bytes, never more.
  Returned send_back(int fd, std::span<const std::size_t> which);

 private:
  struct Buffers;
  std::unique_ptr<Buffers> buffers_;
};

}  // namespace sounder
