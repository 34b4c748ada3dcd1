// Whether a server's loops still turn, decided from signs that they give when they are asked. A thread that
// only waits for signals stays well while the one that accepts is stuck: its own life proves nothing. Pure.
#pragma once

#include <cstdint>
#include <vector>

#include "base/clock.h"
#include "echo/serve/sign_of_life.h"

namespace sounder {

class Watchdog {
 public:
  // `interval`: what the service manager allows between two pings. `given`: of each loop, before it is asked.
  Watchdog(Duration interval, std::vector<std::uint64_t> given, Instant now)
      : look_every_(interval / 4), next_look_(now + look_every_), given_(std::move(given)) {}

  // A quarter of the interval: a loop that answers late by one look is still in time. Ask every loop after
  // each look, and once at the beginning.
  Instant next_look() const { return next_look_; }
  // True: every loop gave a sign since the last ping, so ping now. `given` has the loops in the same order.
  bool look(Instant now, const std::vector<std::uint64_t>& given);

 private:
  Duration look_every_;
  Instant next_look_;
  std::vector<std::uint64_t> given_;  // at the last ping
};

}  // namespace sounder
