// What a plan and its engine exchange: probes, answers, unsent tries. Values only.
#pragma once

#include <cstdint>
#include <optional>

#include "base/clock.h"
#include "net/address.h"

namespace sounder {

// The number of a pair in the request's own order: host by host, and port by port of each
// (targets/port_map.h).
using PairIndex = std::uint64_t;

// Which try of its pair a probe is: the try of a pass over the pairs, or a canary to a pair that has answered
// already. One byte, which an engine can put into a packet and read back from the answer.
class TryNumber {
 public:
  static constexpr std::uint8_t kMostPasses = 63;
  static constexpr std::uint8_t kCanaries = 127;

  constexpr TryNumber() = default;
  // The try of a pass; passes count from 0. Precondition: pass < kMostPasses.
  static constexpr TryNumber of_pass(std::uint8_t pass) { return TryNumber(pass); }
  // Canaries of a host count from 0, round and round. Precondition: canary < kCanaries.
  static constexpr TryNumber of_canary(std::uint8_t canary) {
    return TryNumber(static_cast<std::uint8_t>(kCanary | canary));
  }
  static constexpr TryNumber from_byte(std::uint8_t byte) { return TryNumber(byte); }
  constexpr std::uint8_t byte() const { return byte_; }

  constexpr bool is_canary() const { return (byte_ & kCanary) != 0; }
  constexpr std::uint8_t canary() const { return byte_ & ~kCanary; }  // precondition: is_canary()

  // Preconditions of the rest: !is_canary().
  constexpr std::uint8_t pass() const {
    const std::uint8_t pass = byte_ & kPasses;
    return pass == kCountedFirst ? 0 : pass;
  }
  // A local firewall has forbidden this try once.
  constexpr bool is_second_chance() const { return (byte_ & kSecondChance) != 0; }
  constexpr TryNumber as_second_chance() const {
    return TryNumber(static_cast<std::uint8_t>(byte_ | kSecondChance));
  }

  // The plan counts this first try and its answer as evidence on the link that hosts share. The number keeps
  // what was decided when the try was sent, so that its answer is counted alike.
  constexpr bool counts_for_link() const { return (byte_ & kPasses) == kCountedFirst; }
  // Precondition: pass() == 0.
  constexpr TryNumber counted_for_link(bool counts) const {
    return TryNumber(static_cast<std::uint8_t>((byte_ & kSecondChance) | (counts ? kCountedFirst : 0)));
  }

  friend constexpr bool operator==(TryNumber, TryNumber) = default;

 private:
  static constexpr std::uint8_t kCanary = 0x80;
  static constexpr std::uint8_t kSecondChance = 0x40;
  static constexpr std::uint8_t kPasses = 0x3f;
  static constexpr std::uint8_t kCountedFirst = 0x3f;  // no pass has this number

  explicit constexpr TryNumber(std::uint8_t byte) : byte_(byte) {}

  std::uint8_t byte_ = 0;
};

// Every try can be told apart, so an answer is always a round-trip sample (no Karn's ambiguity) and the
// number of lost tries is known.
struct TryId {
  PairIndex pair = 0;
  TryNumber number;
  friend bool operator==(const TryId&, const TryId&) = default;
};

struct Probe {
  TryId id;
  Endpoint to;
};

enum class Transport : std::uint8_t { kTcp };

enum class State : std::uint8_t { kOpen, kClosed, kFiltered, kUnreachable, kUntested };

// Why a pair is in its state. What a reason means depends on the transport (scan/tcp_states.h); only the
// local reasons and kInterrupted always mean untested. Results use nmap's names where nmap has one
// (scan/names.h).
enum class Reason : std::uint8_t {
  kSynAck,
  kReset,
  kNoResponse,       // the path carried every try that counts, and none was answered
  kUnproven,         // silent, but so was what is known to answer: lost as likely as filtered
  kHostUnreachable,  // as ICMP or the neighbour table says
  kNetUnreachable,   // no route, here or further on
  kNoSourceAddress,  // this machine has no address of that family to send from
  // ICMP
  kProhibited,
  kProtoUnreachable,
  kPortUnreachable,
  kUnreachable,  // a code that has no reason of its own
  kNetProhibited,
  kHostProhibited,
  kTimeExceeded,
  kParameterProblem,
  kNoRoute,      // ICMPv6
  kBeyondScope,  // ICMPv6
  kRejectRoute,  // ICMPv6
  // Local reasons.
  kNoDescriptors,  // EMFILE, ENFILE
  kNoLocalPorts,   // EADDRNOTAVAIL
  kNoNeighbours,   // too many neighbours are being resolved
  kNoBuffers,      // ENOBUFS, ENOMEM, EAGAIN
  kLocalFirewall,  // EPERM, EACCES
  kRouteLost,      // there was a route, a link or an address to send from, and it is gone
  // The scan ended before this pair had its tries.
  kInterrupted,
};

// What came back for one try, as its engine classifies it. `sent` and `received` are the engine's clock.
struct Answer {
  TryId id;
  State state = State::kUntested;       // never kUntested
  Reason reason = Reason::kNoResponse;  // never kNoResponse, never a local reason
  Instant sent{};
  Instant received{};
  bool timed = true;              // false: the time of sending is not known, and `sent` equals `received`
  std::uint8_t ttl = 0;           // of the answer's packet on arrival; 0: the engine sees no packets
  std::optional<Address> from{};  // the sender, if not the target: a router or firewall on the way
};

// A try that this machine could not send; the plan resends it.
struct Unsent {
  TryId id;
  Reason reason = Reason::kNoBuffers;  // a local reason
};

}  // namespace sounder
