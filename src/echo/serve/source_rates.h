// Limits the answers to each source address, in bounded memory. Against reflection: an attacker who forges a
// victim's address can make us send to it only at this rate. Pure.
//
// A source is an IPv4 address, or the /64 of an IPv6 one, which is what one host may choose from freely; on a
// link, where all share a prefix, the second half. Its debt is stored as the time at which it is paid (the
// "generic cell rate algorithm", ITU-T I.371), so that a source is one number and no timer is needed.
//
// Forged addresses can fill the table. A new source then replaces the one that has been silent the longest,
// and takes over its debt, so that no allowance is created: all sources together get at most the table's size
// times the rate, however many addresses are forged.
#pragma once

#include <array>
#include <cstdint>
#include <unordered_map>
#include <vector>

#include "base/clock.h"
#include "echo/serve/limits.h"
#include "net/address.h"
#include "net/siphash.h"

namespace sounder {

class SourceRates {
 public:
  // `rate_per_s`: more than 0, at most a thousand million. `key`: secret, so that nobody can choose sources
  // that collide. `burst`: how much may come at once after a rest, in units; more than 0.
  SourceRates(std::uint64_t rate_per_s, std::uint64_t burst, const SipKey& key,
              std::size_t sources = kUdpSources);

  // Takes `units` of the source's allowance, or says no and takes none.
  bool take(const Address& source, std::uint64_t units, Instant now);
  std::size_t size() const { return slots_.size(); }

 private:
  using Key = std::array<std::uint64_t, 2>;
  struct Hash {
    SipKey key;
    std::size_t operator()(const Key& source) const { return siphash(key, source); }
  };
  struct Slot {
    Key source{};
    Instant paid{};  // when its debt is paid
    std::uint32_t older = 0;
    std::uint32_t newer = 0;
  };
  static Key key_of(const Address& source);
  std::uint32_t slot_of(const Key& source, Instant now);
  void unlink(std::uint32_t slot);
  void link_as_newest(std::uint32_t slot);

  const Duration unit_;
  const Duration burst_;
  const std::size_t most_sources_;
  std::unordered_map<Key, std::uint32_t, Hash> by_source_;
  std::vector<Slot> slots_;
  std::uint32_t oldest_ = 0;
  std::uint32_t newest_ = 0;
};

}  // namespace sounder
