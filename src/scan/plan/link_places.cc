#include "scan/plan/link_places.h"

#include <algorithm>

namespace sounder {

bool LinkPlaces::take(std::uint64_t host, bool policed, bool starves) {
  if (!policed) return true;
  const std::scoped_lock hold(lock_);
  if (!helps_) return true;
  if (!hosts_.contains(host)) {
    // What it met among others counts no more.
    if (hosts_.size() >= most_ || (starves && most_ != kAny)) return false;
    hosts_.insert(host);
  }
  if (!starves) return true;
  if (most_ == 1) helps_ = false;
  if (hosts_.size() == 1) return true;
  // Whoever has a place from now on begins anew.
  most_ = std::max<std::size_t>(1, std::min(most_, hosts_.size()) / 2);
  hosts_.clear();
  return false;
}

void LinkPlaces::leave(std::uint64_t host) {
  const std::scoped_lock hold(lock_);
  hosts_.erase(host);
}

}  // namespace sounder
