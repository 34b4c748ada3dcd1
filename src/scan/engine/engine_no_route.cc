#include "scan/engine/engine_no_route.h"

#include <poll.h>

#include "scan/tcp_states.h"

namespace sounder {

void NoRouteEngine::submit(std::span<const Probe> probes, std::vector<Unsent>& unsent) {
  const Instant now = clock_now();
  const RouteChange change = watch_.take(now, true);
  if (change.any) routes_.forget_interfaces();
  if (change.loss) lost_routes_.on_loss();
  for (const Probe& probe : probes) {
    const Address& to = probe.to.address;
    if (routes_.route(probe.to).kind != RouteKind::kNone) {
      lost_routes_.on_route(to);
      lost_routes_.tell_way(to);
      routed_.push_back(probe);
    } else if (lost_routes_.on_none(to)) {
      lost_routes_.tell_lost(to);
      unsent.push_back({probe.id, Reason::kRouteLost});
    } else {
      answers_.push_back(
          {probe.id, tcp_state_of(Reason::kNetUnreachable), Reason::kNetUnreachable, now, now});
    }
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
