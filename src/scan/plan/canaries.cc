#include "scan/plan/canaries.h"

#include <algorithm>

namespace sounder {

void Canaries::learn(std::uint16_t pair, bool open) {
  if (open)
    open_[open_count_++ % kKnown] = pair;
  else if (closed_count_ < kKnown)
    closed_[closed_count_++] = pair;
}

std::optional<Canaries::Flight> Canaries::send(bool prefer_open) {
  if (!any() || out_[next_]) return std::nullopt;
  const bool to_open = open_count_ > 0 && (prefer_open || closed_count_ == 0);
  const std::size_t known = std::min(to_open ? open_count_ : closed_count_, kKnown);
  const std::uint16_t pair = (to_open ? open_ : closed_)[turn_++ % known];
  flights_[next_] = {pair, TryNumber::of_canary(static_cast<std::uint8_t>(next_)), to_open};
  out_[next_] = true;
  const Flight flight = flights_[next_];
  next_ = (next_ + 1) % kFlights;
  return flight;
}

std::optional<Canaries::Flight> Canaries::end(std::uint16_t pair, TryNumber number) {
  if (!number.is_canary()) return std::nullopt;
  const std::size_t index = number.canary();
  if (index >= kFlights || !out_[index] || flights_[index].pair != pair) return std::nullopt;
  out_[index] = false;
  return flights_[index];
}

}  // namespace sounder
