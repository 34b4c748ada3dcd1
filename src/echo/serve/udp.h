// Options and counters of the UDP half of the echo server (RFC 862).
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
  kToMany,    // it was sent to a broadcast or multicast address: every listener there would answer
  kNoSource,  // its source cannot send: port 0, a broadcast, multicast or unspecified address
  kService,   // its source port is a service's or the same as ours: two services would answer each other
              // for ever
  kRate,      // the source has used up its rate
};
inline constexpr std::size_t kUdpRefusals = 4;

struct UdpCounters {
  std::uint64_t received = 0;
  std::uint64_t echoed = 0;
  std::uint64_t echoed_bytes = 0;
  std::array<std::uint64_t, kUdpRefusals> refused{};  // by UdpRefusal
  std::uint64_t unsent = 0;                           // answers that the system would not send
};

}  // namespace sounder
