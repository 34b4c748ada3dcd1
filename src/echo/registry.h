// The clients of a thread-per-connection server: who is admitted, in which thread each is served, how all are
// woken. enter() is for the thread that accepts; a client's own thread leaves by itself; the rest may be
// called from any thread.
//
// Every thread is joined: one that ends puts its jthread into a slot and joins whoever stood there before, so
// that at most one ended thread is ever unjoined, and the destructor joins that one.
#pragma once

#include <functional>
#include <list>
#include <mutex>
#include <optional>
#include <stop_token>
#include <thread>
#include <unordered_map>

#include "base/wakeup.h"
#include "echo/server.h"
#include "net/accept.h"

namespace sounder {

struct Served {
  Ending ending = Ending::kClientClosed;
  std::uint64_t echoed_bytes = 0;
};

class Registry {
 public:
  // Serves one client in a thread of its own until the work is done or `stop` is requested. The registry owns
  // the descriptor: never close it. On a stop it is shut down first, which wakes any blocked call.
  using Work = std::function<Served(std::stop_token stop, int fd)>;

  // `left` is notified whenever the last client leaves. All references outlive the registry.
  Registry(const ServerOptions& options, Work work, ServerEvents& events, const Wakeup& left);
  Registry(const Registry&) = delete;
  Registry& operator=(const Registry&) = delete;
  ~Registry();  // cuts who is left, waits for all threads

  // Starts a thread for the client and takes its descriptor, or says why not and leaves the descriptor alone.
  std::optional<Refusal> enter(Accepted& client, Instant now);
  // Asks every client's thread to stop and wakes it.
  void cut_all();
  std::size_t active() const;
  ServerCounters counters() const;
  // Runs `report` under the lock with the number of active clients, for events that come from the accepting
  // thread.
  void report(const std::function<void(ServerEvents&, ServerCounters&, std::size_t)>& report);

 private:
  struct Client {
    Fd fd;
    Endpoint peer;
    Instant since;
    std::jthread thread;
  };
  using Clients = std::list<Client>;

  std::optional<Refusal> refusal(const Endpoint& peer) const;
  void run(std::stop_token stop, Clients::iterator client);
  void leave(Clients::iterator client, const Served& served);
  void forget_address(const Address& address);

  const ServerOptions options_;
  const Work work_;
  ServerEvents& events_;
  const Wakeup& left_;
  mutable std::mutex mutex_;  // guards all below, the order of events, and every descriptor's life
  Clients clients_;
  std::unordered_map<Address, std::size_t> per_address_;  // kept only with max_per_address
  ServerCounters counters_;
  std::jthread last_finished_;
};

}  // namespace sounder
