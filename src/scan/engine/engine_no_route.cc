#include "scan/engine/engine_no_route.h"

#include <poll.h>

#include "scan/tcp_states.h"

namespace sounder {

void NoRouteEngine::submit(std::span<const Probe> probes, std::vector<Unsent>&) {
  const Instant now = clock_now();
  for (const Probe& probe : probes) {
    if (routes_.route(probe.to).kind != RouteKind::kNone)
      routed_.push_back(probe);
    else
      answers_.push_back(
          {probe.id, tcp_state_of(Reason::kNetUnreachable), Reason::kNetUnreachable, now, now});
  }
}

void NoRouteEngine::take_refused(std::vector<Probe>& probes) {
  probes.insert(probes.end(), routed_.begin(), routed_.end());
  routed_.clear();
}

void NoRouteEngine::wait(Instant deadline, std::vector<Answer>& answers) {
  if (answers_.empty()) static_cast<void>(::poll(nullptr, 0, poll_timeout_ms(deadline - clock_now())));
  answers.insert(answers.end(), answers_.begin(), answers_.end());
  answers_.clear();
}

}  // namespace sounder
