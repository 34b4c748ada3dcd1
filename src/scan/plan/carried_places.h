// How far the walk over a host's pairs was carried for certain: a canary that was sent after these tries was
// answered so long ago that their answers, if there were any, have come too. Pure, a value.
#pragma once

#include "scan/plan/host_walk.h"

namespace sounder {

class CarriedPlaces {
 public:
  // The path has carried what was sent up to `place`. `settled`: how long answers may be apart.
  void add(Instant now, const HostWalk::Place& place, Duration settled) {
    if (now - next_at_ < settled) return;
    place_ = next_;
    next_ = place;
    next_at_ = now;
  }
  const HostWalk::Place& certain() const { return place_; }

 private:
  HostWalk::Place place_{};
  HostWalk::Place next_{};
  Instant next_at_{};
};

}  // namespace sounder
