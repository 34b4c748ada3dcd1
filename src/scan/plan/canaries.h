// Probes to ports of a host that are known to answer: they tell loss from filtering. Which port, which try
// number, and whose answer or silence a number was. Pure, one per modelled host.
//
//   a number: free ---send()---> out ---end()---> its fate is known ---settle(), in the order of sending--->
//   free
#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include "base/clock.h"
#include "scan/plan/host_walk.h"
#include "scan/probe.h"

namespace sounder {

class Canaries {
 public:
  struct Flight {
    std::uint16_t pair = 0;
    TryNumber number;
    bool to_open = false;
    Instant sent{};
    Instant due{};            // it is waited for until then
    HostWalk::Place place{};  // where the walk over the pairs was
  };

  // This pair answered: with SYN-ACK or with a reset.
  void learn(std::uint16_t pair, bool open);
  bool any() const { return closed_count_ + open_count_ > 0; }
  // The next canary: to a closed port, because an open one may log a connection; to an open one on request or
  // if no closed one is known. nullopt: nothing is known to answer, or kFlights are out already.
  std::optional<Flight> send(Instant now, Duration timeout, const HostWalk::Place& place, bool prefer_open);
  enum class Fate : std::uint8_t { kAnswered, kSilent, kUnsent };
  // What became of one. The canary, if it was still out.
  std::optional<Flight> end(std::uint16_t pair, TryNumber number, Fate fate);
  // The time of one is up. Another may have its number by now.
  std::optional<Flight> end_due(Instant now, std::uint16_t pair, TryNumber number);
  // Calls f(flight, answered) for those that were sent and whose fate is known, in the order of sending: one
  // that was lost is known to be later than one that was answered.
  template <typename F>
  void settle(F&& f) {
    while (settled_ != sent_ && slot(settled_).fate) {
      const Slot& done = slot(settled_);
      if (*done.fate != Fate::kUnsent) f(done.flight, *done.fate == Fate::kAnswered);
      ++settled_;
    }
  }
  // What becomes of those that are out, or not settled, is never known.
  void forget_out() { settled_ = sent_; }
  // Calls f(flight) for all that are out.
  template <typename F>
  void for_each_out(F&& f) const {
    for (std::uint64_t i = settled_; i != sent_; ++i)
      if (!slot(i).fate) f(slot(i).flight);
  }

 private:
  static constexpr std::size_t kKnown = 16;  // enough that no port gets more than its share
  static constexpr std::size_t kFlights = TryNumber::kCanaries;

  std::array<std::uint16_t, kKnown> closed_{};
  std::array<std::uint16_t, kKnown> open_{};
  std::size_t closed_count_ = 0;  // learned so far; the last kKnown are kept
  std::size_t open_count_ = 0;
  std::size_t turn_ = 0;
  struct Slot {
    Flight flight;
    std::optional<Fate> fate;
  };
  Slot& slot(std::uint64_t number) { return slots_[number % kFlights]; }
  const Slot& slot(std::uint64_t number) const { return slots_[number % kFlights]; }

  std::array<Slot, kFlights> slots_{};
  std::uint64_t sent_ = 0;     // so far
  std::uint64_t settled_ = 0;  // of them; the rest is in slots_
};

}  // namespace sounder
