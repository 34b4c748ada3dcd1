// One thread of an event model (epoll or io_uring). The accepting thread passes clients and orders to it; the
// thread of the loop serves them.
#pragma once

#include <atomic>
#include <cstdint>
#include <mutex>
#include <utility>
#include <vector>

#include "base/wakeup.h"
#include "echo/serve/admission.h"
#include "echo/serve/echo_times.h"
#include "net/accept.h"

namespace sounder {

// Orders and newcomers on their way to a loop.
class LoopInbox {
 public:
  struct Newcomer {
    Accepted client;
    Instant since;
  };
  struct Orders {
    std::vector<Newcomer> newcomers;
    bool cut_all = false;
    bool end = false;  // and no client is left
  };

  // From any thread.
  void hand_over(Accepted client, Instant now) {
    put([&](Orders& orders) { orders.newcomers.push_back({std::move(client), now}); });
  }
  void cut_all() {
    put([](Orders& orders) { orders.cut_all = true; });
  }
  void end() {
    put([](Orders& orders) { orders.cut_all = orders.end = true; });
  }

  // Wakes the loop, which then increments taken().
  void ask() const { wakeup_.notify(); }
  std::uint64_t taken() const { return taken_.load(); }

  // From the loop's thread: readable when there is something to take.
  int fd() const { return wakeup_.fd(); }
  Orders take() {
    wakeup_.clear();
    ++taken_;
    const std::lock_guard lock(mutex_);
    return std::exchange(orders_, {});
  }

 private:
  template <typename Change>
  void put(Change change) {
    {
      const std::lock_guard lock(mutex_);
      change(orders_);
    }
    wakeup_.notify();
  }

  Wakeup wakeup_;
  std::atomic<std::uint64_t> taken_{0};
  std::mutex mutex_;  // guards orders_
  Orders orders_;
};

// What every loop works with. All of it outlives the loop.
struct LoopWork {
  const ServerOptions& options;
  Admission& admission;
  EchoTimes& times;
  LoopInbox& inbox;
  std::atomic<std::size_t>& clients;  // handed over and not left; the loop counts down
};

class Loop {
 public:
  virtual ~Loop() = default;
  // Serves until it is told to end and every client has left.
  virtual void run() = 0;
};

}  // namespace sounder
