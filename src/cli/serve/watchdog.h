// Decides whether the loops of a server still turn, from signs that they give when they are asked. A thread
// that only waits for signals is well even while the accepting thread is stuck, so its own life proves
// nothing. Pure.
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
      : check_every_(interval / 4), next_check_(now + check_every_), given_(std::move(given)) {}

  // A quarter of the interval: a loop that answers one check late is still in time. Ask every loop after
  // each check, and once at the beginning.
  Instant next_check() const { return next_check_; }
  // True: every loop gave a sign since the last ping, so ping now. `given` has the loops in the same order.
  bool check(Instant now, const std::vector<std::uint64_t>& given);

 private:
  Duration check_every_;
  Instant next_check_;
  std::vector<std::uint64_t> given_;  // at the last ping
};

}  // namespace sounder
