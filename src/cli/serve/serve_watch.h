// Runs beside a server: passes signals on to it, and reports its state to the service manager.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <vector>

#include "base/stop_signal.h"
#include "base/wakeup.h"
#include "cli/serve/service_manager.h"
#include "cli/serve/watchdog.h"

namespace sounder {

// The terminal that we were started from, if any. Ask before SIGHUP is blocked: a terminal that has gone is
// none to isatty(3), and until then its SIGHUP ends us.
std::optional<int> own_terminal();

// The server as this file sees it. No call may wait for long.
struct WatchedServer {
  std::function<void()> request_stop;  // the first drains, the second ends
  const Signals& hang_up;              // SIGHUP: reload(), unless it says that `terminal` has gone
  std::optional<int> terminal;         // own_terminal()
  std::function<void()> reload;
  std::function<std::size_t()> active;
  std::vector<SignOfLife> loops;
  Duration drain_timeout{};
};

// Returns when `done` is notified. Call it once clients can connect: it reports that to the manager.
void watch_server(const StopSignal& stop, const Wakeup& done, const WatchedServer& server,
                  const ServiceManager& manager);

}  // namespace sounder
