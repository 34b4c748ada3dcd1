// The SYN that a scan sends, as bytes: made once for a source, then patched for each probe. Pure.
//
// IPv4 or IPv6 without options, TCP with the options that any stack sends (MSS 1460 or 1440, selective
// acknowledgements, a window scale): some firewalls drop a SYN without. An Ethernet header goes before it
// where one is given.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "net/address.h"

namespace sounder {

using MacAddress = std::array<std::uint8_t, 6>;

struct EthernetHeader {
  MacAddress to{};
  MacAddress from{};
};

// RFC 1071: the inverted ones' complement sum of 16-bit words in network order. `sum`: of earlier words.
std::uint16_t internet_checksum(std::span<const std::byte> bytes, std::uint32_t sum = 0);

class SynPacket {
 public:
  static constexpr std::size_t kMostBytes = 14 + 40 + 32;  // Ethernet, IPv6, TCP with 12 bytes of options

  SynPacket(const Address& source, const std::optional<EthernetHeader>& ethernet);

  std::size_t size() const { return size_; }
  // Writes size() bytes. `to` is of the source's family. Precondition: out.size() >= size().
  void write(const Endpoint& to, Port from, std::uint32_t sequence, std::span<std::byte> out) const;

 private:
  std::array<std::byte, kMostBytes> template_{};
  std::size_t size_ = 0;
  std::size_t ip_ = 0;   // where the IP header begins
  std::size_t tcp_ = 0;  // where the TCP header begins
  Family family_;
  std::uint32_t ip_sum_ = 0;   // of all words of the IP header that no probe changes
  std::uint32_t tcp_sum_ = 0;  // the same of TCP, its pseudo-header included
};

}  // namespace sounder
