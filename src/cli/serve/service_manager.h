// The service manager that started us (systemd): the sockets that it passes, and reports to it
// (sd_listen_fds(3), sd_notify(3)). Without one, nothing is passed and reports do nothing. One thread: the
// one that waits for signals; a manager whose queue is full makes it wait.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/fd.h"
#include "base/result.h"

namespace sounder {

struct HandedSockets {
  std::vector<Fd> listeners;
  std::vector<Fd> datagrams;
  bool empty() const { return listeners.empty() && datagrams.empty(); }
};

class ServiceManager {
 public:
  ServiceManager();

  // Once: the environment variables about them are cleared. Fault::kMachine names the socket that is neither
  // a TCP listener nor a UDP socket. The manager keeps its copies: close ours, never shut them down.
  static Result<HandedSockets> take_sockets();

  bool listens() const { return !address_.empty(); }
  // The manager ends us unless alive() comes at least so often; nullopt: no watchdog.
  std::optional<Duration> watchdog_interval() const { return watchdog_interval_; }

  void ready() const;
  void clients(std::size_t active) const;  // for `systemctl status`
  // `at_most`: the end may take so long, whatever its unit says.
  void stopping(Duration at_most) const;
  void alive() const;

 private:
  std::string address_;
  std::optional<Duration> watchdog_interval_;
};

}  // namespace sounder
