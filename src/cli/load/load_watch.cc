#include "cli/load/load_watch.h"

#include <poll.h>
#include <unistd.h>

#include <cstdlib>

#include "base/limits.h"
#include "cli/command.h"
#include "report/load/load_line.h"
#include "report/text/status_line.h"

namespace sounder {

void watch_load(LoadRun& run, const LoadOptions& options, const StopSignal& stop) {
  StatusLine status(STDERR_FILENO);
  LoadLine line(options, clock_now());
  bool signalled = false;
  for (;;) {
    pollfd polled[] = {{run.done_fd(), POLLIN, 0}, {stop.fd(), POLLIN, 0}};
    ::poll(polled, 2, poll_timeout_ms(kProgressEvery));
    if (polled[0].revents != 0) return;
    if (polled[1].revents != 0 && stop.take()) {
      if (signalled) std::_Exit(exit_code::kInterrupted);
      signalled = true;
      run.interrupt();
    }
    if (status.visible()) status.draw(line.line(clock_now(), run.progress(), status.columns()));
  }
}

}  // namespace sounder
