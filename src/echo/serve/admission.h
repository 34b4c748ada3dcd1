// Admits clients, counts them out, and reports both, for every server model. Counts and events change
// together under one lock, so that the counts of active clients in the events are in order. Any thread.
#pragma once

#include <functional>
#include <mutex>
#include <optional>
#include <unordered_map>

#include "base/fd.h"
#include "base/wakeup.h"
#include "echo/serve/server_event.h"

namespace sounder {

class Admission {
 public:
  // `left` is notified whenever the last client leaves. All references outlive this object.
  Admission(const ServerOptions& options, ServerEvents& events, const Wakeup& left);

  // Counts a client in once `start` has given it a thread, or says why not. `start` runs under the lock and
  // returns false if no thread could be started.
  std::optional<Refusal> enter(const Endpoint& peer, Instant now, const std::function<bool()>& start);
  // Counts a client out and closes its connection in one step: whoever sees the end finds the place free.
  void leave(const Endpoint& peer, Instant since, const Served& served, Fd fd);

  std::size_t active() const;
  ServerCounters counters() const;
  // Runs `report` under the lock with the number of active clients, for events that are about no client.
  void report(const std::function<void(ServerEvents&, ServerCounters&, std::size_t)>& report);

 private:
  std::optional<Refusal> refusal(const Endpoint& peer) const;
  void forget_address(const Address& address);

  const std::size_t max_connections_;
  const std::size_t max_per_address_;
  ServerEvents& events_;
  const Wakeup& left_;
  mutable std::mutex mutex_;  // guards all below and the order of events
  std::size_t active_ = 0;
  std::unordered_map<Address, std::size_t> per_address_;  // kept only with max_per_address
  ServerCounters counters_;
};

}  // namespace sounder
