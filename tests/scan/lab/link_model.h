// One direction of the lab's link, as decisions: what becomes of a packet that arrives now. Pure: time and
// seed come from the caller, packets are only counted. One thread.
//
// A packet waits in a queue that drops at its tail, leaves it at the link's rate, may be lost on the wire
// (alone or in a burst), and arrives after the delay. Jitter is drawn for each packet alone, so it reorders
// as well.
#pragma once

#include <cstdint>
#include <optional>
#include <random>

#include "base/clock.h"

namespace sounder::test {

// Loss in bursts (Gilbert 1960, Elliott 1963), here in time: good and bad spells of exponential length. A
// mean good spell of zero: no bursts.
struct LossBursts {
  Duration good{};
  Duration bad{};
  double loss = 1;  // in a bad spell
};

struct LinkSpec {
  Duration delay{};
  Duration jitter{};                // up to so much more
  double rate_per_s = 0;            // packets; 0: as fast as they come
  std::uint32_t queue_packets = 0;  // before a link that has a rate
  double loss = 0;
  LossBursts bursts{};
  double reordered = 0;   // the share that comes up to one more delay later
  double duplicated = 0;  // the share that comes twice
};

struct LinkCounts {
  std::uint64_t arrived = 0;
  std::uint64_t lost = 0;     // on the wire
  std::uint64_t dropped = 0;  // at the queue's tail
  std::uint64_t duplicated = 0;
  std::uint32_t largest_queue = 0;  // packets
  Duration over_half{};             // so long was the queue more than half full
  Instant first{};
  Instant last{};

  // The share of the time between the first packet and the last; 0 without packets.
  double over_half_share() const;
};

class LinkModel {
 public:
  LinkModel(const LinkSpec& spec, std::uint64_t seed) : spec_(spec), random_(seed) {}

  // When the packet that arrives at `now` comes out, none if it does not; a second time if duplicated. `now`
  // never goes back.
  struct Fate {
    std::optional<Instant> first;
    std::optional<Instant> second;
  };
  Fate pass(Instant now);

  const LinkCounts& counts() const { return counts_; }

 private:
  bool chance(double probability);
  Duration upto(Duration most);
  Duration exponential(Duration mean);
  std::optional<Instant> leave_queue(Instant now);
  bool lost(Instant now);

  LinkSpec spec_;
  std::mt19937_64 random_;
  LinkCounts counts_;
  Instant busy_until_{};
  bool bad_ = false;
  std::optional<Instant> spell_end_;
};

}  // namespace sounder::test
