// Probes to ports of a host that are known to answer: they tell loss from filtering. Which port, which try
// number, and whose answer or silence a number was. Pure, one per modelled host.
//
//   a number: free ---send()---> out ---its answer, its silence, or not sent: end()---> free
#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include "scan/probe.h"

namespace sounder {

class Canaries {
 public:
  struct Flight {
    std::uint16_t pair = 0;
    TryNumber number;
    bool to_open = false;
  };

  // This pair answered: with SYN-ACK or with a reset.
  void learn(std::uint16_t pair, bool open);
  bool any() const { return closed_count_ + open_count_ > 0; }
  // The next canary: to a closed port, because an open one may log a connection; to an open one on request or
  // if no closed one is known. nullopt: nothing is known to answer, or kFlights are out already.
  std::optional<Flight> send(bool prefer_open);
  // A canary's answer came, its time is up, or it was never sent. Whether it was still out; it is no longer.
  std::optional<Flight> end(std::uint16_t pair, TryNumber number);
  // Calls f(flight) for all that are out.
  template <typename F>
  void for_each_out(F&& f) const {
    for (std::size_t i = 0; i < kFlights; ++i)
      if (out_[i]) f(flights_[i]);
  }

 private:
  static constexpr std::size_t kKnown = 16;  // enough that no port gets more than its share
  static constexpr std::size_t kFlights = TryNumber::kCanaries;

  std::array<std::uint16_t, kKnown> closed_{};
  std::array<std::uint16_t, kKnown> open_{};
  std::size_t closed_count_ = 0;  // learned so far; the last kKnown are kept
  std::size_t open_count_ = 0;
  std::size_t turn_ = 0;
  std::size_t next_ = 0;
  std::array<Flight, kFlights> flights_{};
  std::array<bool, kFlights> out_{};
};

}  // namespace sounder
