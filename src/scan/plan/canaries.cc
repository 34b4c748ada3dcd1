#include "scan/plan/canaries.h"

#include <algorithm>

namespace sounder {

void Canaries::learn(std::uint16_t pair, bool open) {
  if (open)
    open_[open_count_++ % kKnown] = pair;
  else if (closed_count_ < kKnown)
    closed_[closed_count_++] = pair;
}

std::optional<Canaries::Flight> Canaries::send(Instant now, Duration timeout, const HostWalk::Place& place,
                                               bool prefer_open) {
  if (!any() || sent_ - settled_ == kFlights) return std::nullopt;
  const bool to_open = open_count_ > 0 && (prefer_open || closed_count_ == 0);
  const std::size_t known = std::min(to_open ? open_count_ : closed_count_, kKnown);
  const std::uint16_t pair = (to_open ? open_ : closed_)[turn_++ % known];
  const TryNumber number = TryNumber::of_canary(static_cast<std::uint8_t>(sent_ % kFlights));
  slot(sent_) = {{pair, number, to_open, now, now + timeout, place}, std::nullopt};
  return slot(sent_++).flight;
}

std::optional<Canaries::Flight> Canaries::end(std::uint16_t pair, TryNumber number, Fate fate) {
  if (!number.is_canary() || number.canary() >= kFlights) return std::nullopt;
  const std::uint64_t behind = (sent_ + kFlights - 1 - number.canary()) % kFlights;
  Slot& ended = slots_[number.canary()];
  if (behind >= sent_ - settled_ || ended.fate || ended.flight.pair != pair) return std::nullopt;
  ended.fate = fate;
  return ended.flight;
}

std::optional<Canaries::Flight> Canaries::end_due(Instant now, std::uint16_t pair, TryNumber number) {
  if (slots_[number.canary() % kFlights].flight.due > now) return std::nullopt;
  return end(pair, number, Fate::kSilent);
}

}  // namespace sounder
