// The event models: a few threads, each with a loop that serves many clients. A newcomer goes to the loop
// with the fewest. One thread accepts for all, instead of a listener with SO_REUSEPORT for each loop: those
// spread clients at random, and let a second server take half of them unnoticed (figures: docs/echo.md).
#pragma once

#include <functional>
#include <memory>
#include <thread>
#include <vector>

#include "echo/serve/loop.h"
#include "echo/serve/server_model.h"

namespace sounder {

class ServerLoops : public ServerModel {
 public:
  using MakeLoop = std::function<std::unique_ptr<Loop>(const LoopWork&)>;

  // `make_loop` may throw std::system_error, which leaves through here. References outlive this object.
  ServerLoops(unsigned loops, const MakeLoop& make_loop, const ServerOptions& options, Admission& admission,
              EchoTimes& times);
  ServerLoops(const ServerLoops&) = delete;
  ServerLoops& operator=(const ServerLoops&) = delete;
  ~ServerLoops() override;

  std::optional<Refusal> enter(Accepted& client, Instant now) override;
  void cut_all() override;
  std::vector<SignOfLife> signs_of_life() override;
  std::size_t threads() const override { return rooms_.size(); }

 private:
  struct Room {
    LoopInbox inbox;
    std::atomic<std::size_t> clients{0};
    std::unique_ptr<Loop> loop;
    std::jthread thread;  // last: it ends before what it works with
  };
  Room& emptiest() const;
  void end_all();

  Admission& admission_;
  std::vector<std::unique_ptr<Room>> rooms_;
};

}  // namespace sounder
