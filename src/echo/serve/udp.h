// What the UDP half of the echo server (RFC 862) tells of itself: options, counters, events.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "base/clock.h"
#include "echo/serve/limits.h"
#include "net/address.h"

namespace sounder {

struct UdpOptions {
  std::uint64_t rate_per_s = kUdpRatePerS;  // answers to one source; zero: no cap
};

// Why a datagram is not answered.
enum class UdpRefusal : std::uint8_t {
  kToMany,    // it was sent to a broadcast or multicast address: all who listen there would answer one packet
  kNoSource,  // nobody can have sent it from there: port 0, a broadcast, multicast or unspecified address
  kService,   // it comes from a service's port, or from the number of our own: two that answer each other
              // never end
  kRate,      // the source has had its answers of this second
};
inline constexpr std::size_t kUdpRefusals = 4;

struct UdpCounters {
  std::uint64_t received = 0;
  std::uint64_t echoed = 0;
  std::uint64_t echoed_bytes = 0;
  std::array<std::uint64_t, kUdpRefusals> refused{};  // by UdpRefusal
  std::uint64_t unsent = 0;                           // answers that the system would not send
};

// Called from the UDP server's thread; an implementation must not block.
class UdpEvents {
 public:
  virtual ~UdpEvents() = default;
  virtual void udp_listening(const Endpoint& where) = 0;
  virtual void udp_refused(const Endpoint& source, UdpRefusal why, Instant now) = 0;
  virtual void udp_stopped(const UdpCounters& counters) = 0;  // the last call
};

}  // namespace sounder
