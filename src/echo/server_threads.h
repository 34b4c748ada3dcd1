// The echo server with a thread for each client: the client's thread does all work with it, one more thread
// accepts. run() is for one thread; request_stop() and counters() for any.
#pragma once

#include <poll.h>

#include <atomic>
#include <optional>
#include <vector>

#include "base/wakeup.h"
#include "echo/registry.h"
#include "echo/server.h"
#include "echo/turned_away.h"

namespace sounder {

class ServerThreads {
 public:
  // Takes listeners ready-made (echo/listeners.h, or handed over by who started us). `events` outlives the
  // server.
  ServerThreads(const ServerOptions& options, std::vector<Fd> listeners, ServerEvents& events);

  // Serves until it is asked to stop, then drains: takes nobody new, lets clients finish until the deadline,
  // cuts the rest. Returns when the last client's thread is done.
  ServerCounters run();
  // The first call starts the drain, the second ends it at once. Never blocks.
  void request_stop();
  ServerCounters counters() const { return registry_.counters(); }
  std::size_t active() const { return registry_.active(); }

 private:
  void listen_up();
  void obey(Instant now);
  void begin_drain(Instant now);
  void wait(Instant now);
  void accept_from(int listener, int at_most);
  void on_shortage(Errno code, Instant now);
  std::optional<Instant> next_wakeup() const;

  const ServerOptions options_;
  std::vector<Fd> listeners_;
  Wakeup wakeup_;  // a stop request, or the last client has left
  std::atomic<int> stop_requests_{0};
  TurnedAway turned_away_;
  std::optional<Instant> drain_deadline_;  // set while clients may still finish
  std::optional<Instant> backoff_until_;
  bool draining_ = false;
  bool short_ = false;
  std::vector<pollfd> polled_;
  Registry registry_;  // last: its threads end before anything else goes
};

}  // namespace sounder
