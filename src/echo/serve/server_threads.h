// The model with a thread for each client. enter() and cut_all() are for the thread that accepts; a client's
// own thread leaves by itself.
//
// Every thread is joined: one that ends puts its jthread into a slot and joins the thread that was there, so
// at most one ended thread is not joined, and the destructor joins that one.
#pragma once

#include <condition_variable>
#include <functional>
#include <list>
#include <mutex>
#include <stop_token>
#include <thread>

#include "echo/serve/server_model.h"

namespace sounder {

class ServerThreads : public ServerModel {
 public:
  // Serves one client until the work is done or `stop` is requested. This object owns the descriptor: never
  // close it. On a stop it is shut down first, which wakes any blocked call.
  using Work = std::function<Served(std::stop_token stop, int fd)>;

  // `admission` outlives this object.
  ServerThreads(Work work, Admission& admission) : work_(std::move(work)), admission_(admission) {}
  ServerThreads(const ServerThreads&) = delete;
  ServerThreads& operator=(const ServerThreads&) = delete;
  ~ServerThreads() override;

  std::optional<Refusal> enter(Accepted& client, Instant now) override;
  // Asks every client's thread to stop and wakes it.
  void cut_all() override;
  std::size_t threads() const override;

 private:
  struct Client {
    Fd fd;
    Endpoint peer;
    Instant since;
    std::jthread thread;
  };
  using Clients = std::list<Client>;

  bool start(Accepted& client, Instant now);
  void run(std::stop_token stop, Clients::iterator client);
  void leave(Clients::iterator client, const Served& served);

  const Work work_;
  Admission& admission_;
  mutable std::mutex mutex_;  // guards all below and every descriptor's life; Admission's lock comes first
  std::condition_variable gone_;
  Clients clients_;
  std::jthread last_finished_;
};

}  // namespace sounder
