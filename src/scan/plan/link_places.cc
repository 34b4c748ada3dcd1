#include "scan/plan/link_places.h"

#include <algorithm>

namespace sounder {
namespace {

// A host that is worked on alone for so long has found out what passes to it.
constexpr Duration kAlone = std::chrono::seconds(10);
constexpr int kStarvedAlone = 4;

}  // namespace

bool LinkPlaces::take(std::uint64_t host, Instant now, bool policed, Passes passes) {
  if (!policed && !scarce_.load(std::memory_order_relaxed)) return true;
  const std::scoped_lock hold(lock_);
  if (!helps_) return true;
  const bool starves = passes != Passes::kEnough;
  if (!hosts_.contains(host)) {
    if (!policed || starves) undisturbed_ = now;
    if (!policed) return true;
    // What it met among others counts no more.
    if (hosts_.size() >= most_ || (starves && most_ != kAny)) return false;
    if (hosts_.empty()) undisturbed_ = now;
    hosts_.insert(host);
  }
  if (!starves) return true;
  // One that fell silent keeps its place until it is given up.
  if (hosts_.size() == 1) return passes == Passes::kNothing || keeps_alone(now);
  // Whoever has a place from now on begins anew.
  most_ = std::max<std::size_t>(1, std::min(most_, hosts_.size()) / 2);
  scarce_.store(true, std::memory_order_relaxed);
  hosts_.clear();
  return false;
}

// A host starves that alone has a place. True: it keeps it.
bool LinkPlaces::keeps_alone(Instant now) {
  if (most_ > 1 || now - undisturbed_ < kAlone) return true;
  hosts_.clear();
  helps_ = ++starved_alone_ < kStarvedAlone;
  return !helps_;
}

void LinkPlaces::leave(std::uint64_t host) {
  const std::scoped_lock hold(lock_);
  if (hosts_.erase(host) > 0) starved_alone_ = 0;
}

}  // namespace sounder
