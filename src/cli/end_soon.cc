#include "cli/end_soon.h"

#include <poll.h>

#include <cstdlib>
#include <optional>
#include <system_error>

#include "cli/command.h"

namespace sounder {

EndSoon::EndSoon(const StopSignal& stop) : stop_(stop) {
  try {
    thread_ = std::jthread([this] { watch(); });
  } catch (const std::system_error&) {
    // No thread left: results are written all the same.
  }
}

void EndSoon::watch() {
  const Instant start = clock_now();
  std::optional<Instant> end;
  for (;;) {
    pollfd fds[] = {{stop_.fd(), POLLIN, 0}, {done_.fd(), POLLIN, 0}};
    const int ready = ::poll(fds, 2, end ? poll_timeout_ms(*end - clock_now()) : -1);
    if (fds[1].revents != 0) return;
    if (ready == 0 && end) std::_Exit(exit_code::kInterrupted);
    if (fds[0].revents == 0 || !stop_.take()) continue;
    const Instant now = clock_now();
    if (now - (end ? *end - kGrace : start) < kSameSignal) continue;
    if (end) std::_Exit(exit_code::kInterrupted);
    signalled_ = true;
    end = now + kGrace;
  }
}

}  // namespace sounder
