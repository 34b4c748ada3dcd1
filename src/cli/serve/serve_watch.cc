#include "cli/serve/serve_watch.h"

#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "echo/serve/limits.h"
#include "report/server/server_log.h"
#include "report/text/terminal.h"

namespace sounder {
namespace {

// Interval between reports of the number of clients to the service manager, if it changed.
constexpr Duration kStatusEvery = std::chrono::seconds(1);

// After the drain: sessions that linger, and the log's last lines.
constexpr Duration kEndMargin = kEchoLinger + kLogFlushTimeout + std::chrono::seconds(2);

// Reports to the service manager. Every call is quick, and does nothing without a manager.
class ManagerReports {
 public:
  ManagerReports(const WatchedServer& server, const ServiceManager& manager, Instant now)
      : server_(server), manager_(manager) {
    if (const auto interval = manager.watchdog_interval()) {
      watchdog_.emplace(*interval, given(), now);
      ask();
    }
    if (!manager.listens()) return;
    manager.ready();
    next_status_ = now;
  }

  std::optional<Instant> next_wakeup() const {
    if (!watchdog_) return next_status_;
    return next_status_ ? std::min(*next_status_, watchdog_->next_check()) : watchdog_->next_check();
  }

  void on_time(Instant now) {
    if (watchdog_ && now >= watchdog_->next_check()) {
      if (watchdog_->check(now, given())) manager_.alive();
      ask();
    }
    if (!next_status_ || now < *next_status_) return;
    next_status_ = now + kStatusEvery;
    const std::size_t active = server_.active();
    if (std::exchange(reported_active_, active) != active) manager_.clients(active);
  }

  void on_stop() {
    if (!std::exchange(stopping_, true)) manager_.stopping(server_.drain_timeout + kEndMargin);
  }

 private:
  std::vector<std::uint64_t> given() const {
    std::vector<std::uint64_t> all;
    for (const SignOfLife& loop : server_.loops) all.push_back(loop.given());
    return all;
  }
  void ask() const {
    for (const SignOfLife& loop : server_.loops) loop.ask();
  }

  const WatchedServer& server_;
  const ServiceManager& manager_;
  std::optional<Watchdog> watchdog_;
  std::optional<Instant> next_status_;
  std::optional<std::size_t> reported_active_;
  bool stopping_ = false;
};

}  // namespace

std::optional<int> own_terminal() {
  for (const int fd : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO})
    if (is_terminal(fd)) return fd;
  return std::nullopt;
}

void watch_server(const StopSignal& stop, const Wakeup& done, const WatchedServer& server,
                  const ServiceManager& manager) {
  ManagerReports reports(server, manager, clock_now());
  for (;;) {
    pollfd polled[] = {{stop.fd(), POLLIN, 0}, {done.fd(), POLLIN, 0}, {server.hang_up.fd(), POLLIN, 0}};
    const auto until = reports.next_wakeup();
    if (::poll(polled, 3, until ? poll_timeout_ms(*until - clock_now()) : -1) < 0) continue;
    if (polled[1].revents != 0) return;
    const auto request_stop = [&] {
      reports.on_stop();
      server.request_stop();
    };
    if (polled[2].revents != 0 && server.hang_up.take()) {
      // The kernel sends SIGHUP when a terminal is closed; logrotate, an administrator and scripts send it to
      // reload.
      if (server.terminal && hung_up(*server.terminal))
        request_stop();
      else
        server.reload();
    }
    while (stop.take()) request_stop();
    reports.on_time(clock_now());
  }
}

}  // namespace sounder
