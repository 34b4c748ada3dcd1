// The part of an engine that needs no packet: says at once that there is no route, or none any more, as the
// user wishes them, and leaves every other probe to the kernel's connections (engine_guarded.h). One owner,
// one thread.
//
// The kernel has no such answer: a connection that is bound to an interface looks for 127.0.0.1 among its
// neighbours.
#pragma once

#include <vector>

#include "net/lost_routes.h"
#include "net/route_watch.h"
#include "net/routes.h"
#include "scan/engine/engine.h"

namespace sounder {

class NoRouteEngine final : public ProbeEngine {
 public:
  explicit NoRouteEngine(Routes routes)
      : routes_(std::move(routes)), watch_(RouteWatch::open().value_or(RouteWatch())) {}

  Instant now() const override { return clock_now(); }
  Traits traits() const override { return {.kernel_retransmits = true, .late_answers = true}; }
  std::size_t capacity() const override { return kProbesAtOnce; }
  void submit(std::span<const Probe> probes, std::vector<Unsent>& unsent) override;
  void release(TryId) override {}
  void wait(Instant deadline, std::vector<Answer>& answers) override;
  void take_refused(std::vector<Probe>& probes) override;
  void take_news(std::vector<PathNews>& news) override { lost_routes_.take_news(news); }

 private:
  Routes routes_;
  RouteWatch watch_;
  LostRoutes lost_routes_;
  std::vector<Probe> routed_;
  std::vector<Answer> answers_;
};

}  // namespace sounder
