#include "echo/serve/source_rates.h"

#include <algorithm>
#include <cstring>

namespace sounder {

SourceRates::SourceRates(std::uint64_t rate_per_s, std::uint64_t burst, const SipKey& key,
                         std::size_t sources)
    : unit_(std::chrono::nanoseconds(std::chrono::seconds(1)) / static_cast<std::int64_t>(rate_per_s)),
      burst_(unit_ * static_cast<std::int64_t>(burst)),
      most_sources_(sources),
      by_source_(0, Hash{key}) {}

bool SourceRates::take(const Address& source, std::uint64_t units, Instant now) {
  const std::uint32_t slot = slot_of(key_of(source), now);
  Instant& paid = slots_[slot].paid;
  const Instant then = std::max(paid, now) + unit_ * static_cast<std::int64_t>(units);
  if (then - now > burst_) return false;
  paid = then;
  return true;
}

SourceRates::Key SourceRates::key_of(const Address& source) {
  if (source.family() == Family::kIpv4) return {source.ipv4_value(), 0};
  const auto& bytes = source.bytes();
  const bool link_local = bytes[0] == 0xfe && (bytes[1] & 0xc0) == 0x80;
  std::uint64_t half = 0;
  std::memcpy(&half, bytes.data() + (link_local ? 8 : 0), sizeof half);
  return {half, link_local ? 2 + std::uint64_t{source.scope()} : 1};
}

std::uint32_t SourceRates::slot_of(const Key& source, Instant now) {
  if (const auto known = by_source_.find(source); known != by_source_.end()) {
    const std::uint32_t slot = known->second;
    if (slot != newest_) {
      unlink(slot);
      link_as_newest(slot);
    }
    return slot;
  }
  if (slots_.size() < most_sources_) {
    const auto slot = static_cast<std::uint32_t>(slots_.size());
    slots_.push_back({.source = source, .paid = now});
    by_source_.emplace(source, slot);
    if (slot == 0)
      oldest_ = newest_ = slot;
    else
      link_as_newest(slot);
    return slot;
  }
  const std::uint32_t slot = oldest_;
  auto node = by_source_.extract(slots_[slot].source);  // its memory serves the newcomer
  node.key() = source;
  by_source_.insert(std::move(node));
  slots_[slot].source = source;
  if (slot != newest_) {
    unlink(slot);
    link_as_newest(slot);
  }
  return slot;
}

void SourceRates::unlink(std::uint32_t slot) {
  const Slot& gone = slots_[slot];
  if (slot == oldest_) {
    oldest_ = gone.newer;
    return;
  }
  slots_[gone.older].newer = gone.newer;
  slots_[gone.newer].older = gone.older;  // never the newest: that one stays where it is
}

void SourceRates::link_as_newest(std::uint32_t slot) {
  slots_[slot].older = newest_;
  slots_[newest_].newer = slot;
  newest_ = slot;
}

}  // namespace sounder
