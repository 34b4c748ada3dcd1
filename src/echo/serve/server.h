// The echo server: one thread accepts connections and passes them to the model, which serves them. run() is
// for one thread; any thread may call the rest.
#pragma once

#include <poll.h>

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "base/wakeup.h"
#include "echo/serve/server_figures.h"
#include "echo/serve/server_model.h"
#include "echo/serve/turned_away.h"

namespace sounder {

class Server {
 public:
  // The listeners are open (echo/serve/listeners.h, or passed by the service manager). `events` outlives the
  // server. Fault::kMachine if this machine refuses what the model needs.
  static Result<std::unique_ptr<Server>> make(const ModelChoice& choice, const ServerOptions& options,
                                              std::vector<Fd> listeners, ServerEvents& events);

  // Serves until it is asked to stop, then drains: accepts no new client, lets clients finish until the
  // deadline, cuts the rest. Returns when the last client has left.
  ServerCounters run();
  // The first call starts the drain, the second ends it at once. Never blocks.
  void request_stop();
  ServerFigures figures() const;
  bool draining() const { return stop_requests_.load(std::memory_order_relaxed) > 0; }
  // Of the accepting thread and of every loop of the model.
  std::vector<SignOfLife> signs_of_life();

 private:
  Server(const ServerOptions& options, std::vector<Fd> listeners, ServerEvents& events);
  void listen_up();
  void obey(Instant now);
  void begin_drain(Instant now);
  void wait(Instant now);
  void accept_from(int listener, int at_most);
  void on_shortage(Errno code, Instant now);
  std::optional<Instant> next_wakeup() const;

  const ServerOptions options_;
  std::vector<Fd> listeners_;
  Wakeup wakeup_;  // a stop request, a question for a sign of life; the last client has left
  std::atomic<int> stop_requests_{0};
  std::atomic<std::uint64_t> turns_{0};
  TurnedAway turned_away_;
  std::optional<Instant> drain_deadline_;  // set while clients may still finish
  std::optional<Instant> backoff_until_;
  bool draining_ = false;
  bool short_ = false;
  std::vector<pollfd> polled_;
  EchoTimes times_;
  Admission admission_;
  std::unique_ptr<ServerModel> model_;  // last: its threads end before anything else goes
};

}  // namespace sounder
