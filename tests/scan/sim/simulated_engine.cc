#include "tests/scan/sim/simulated_engine.h"

#include <algorithm>

#include "net/route_watch.h"
#include "scan/tcp_states.h"

namespace sounder::sim {

EngineSpec EngineSpec::syn() {
  EngineSpec spec;
  spec.traits = {.kernel_retransmits = false, .late_answers = true};
  return spec;
}

EngineSpec EngineSpec::connect() {
  EngineSpec spec;
  spec.traits = {.kernel_retransmits = true, .late_answers = false};
  spec.capacity = 9000;
  spec.cost_per_probe = std::chrono::microseconds(5);
  spec.wake_granularity = std::chrono::milliseconds(1);
  return spec;
}

std::size_t SimulatedEngine::capacity() const {
  if (!holds_sockets()) return spec_.capacity;
  return spec_.capacity - std::min(spec_.capacity, sockets_.size() - released_count_);
}

// Closes the oldest released socket if one is needed.
bool SimulatedEngine::make_room() {
  while (sockets_.size() >= spec_.capacity && !released_.empty()) {
    const auto found = sockets_.find(released_.front());
    released_.pop();
    if (found == sockets_.end()) continue;  // answered since
    sockets_.erase(found);
    --released_count_;
  }
  return sockets_.size() < spec_.capacity;
}

void SimulatedEngine::submit(std::span<const Probe> probes, std::vector<Unsent>& unsent) {
  for (const Probe& probe : probes) {
    now_ += spec_.cost_per_probe;
    if (spec_.forbidden && spec_.forbidden(probe.to)) {
      unsent.push_back({probe.id, Reason::kLocalFirewall});
    } else if (lost_route(probe.to.address, now_, kRouteWatchEvery)) {
      unsent.push_back({probe.id, Reason::kRouteLost});
    } else if (random_.chance(spec_.unsent)) {
      unsent.push_back({probe.id, Reason::kNoBuffers});
    } else if (holds_sockets() && spec_.local_ports > 0 &&
               sockets_.size() - released_count_ >= spec_.local_ports) {
      unsent.push_back({probe.id, Reason::kNoLocalPorts});
    } else if (holds_sockets() && !make_room()) {
      unsent.push_back({probe.id, Reason::kNoDescriptors});
    } else {
      if (holds_sockets()) {
        bool& released = sockets_[probe.id];
        if (released) --released_count_;  // a canary's number, used again
        released = false;
      }
      most_sockets_ = std::max(most_sockets_, sockets_.size());
      send(probe, now_, 0);
    }
  }
}

bool SimulatedEngine::lost_route(const Address& to, Instant at, Duration noticed_after) const {
  const Duration since = at - Instant{};
  return std::ranges::any_of(spec_.route_losses, [&](const RouteLoss& loss) {
    return since >= loss.from + noticed_after && since < loss.until && loss.to(to);
  });
}

void SimulatedEngine::send(const Probe& probe, Instant first_sent, int resent) {
  const auto replies = network_.send(now_, probe.to);
  for (const auto& reply : {replies.first, replies.second})
    if (reply && !lost_route(probe.to.address, now_) && !lost_route(probe.to.address, reply->at))
      events_.push({reply->at, ++order_, probe.id, probe.to, first_sent, reply->reason, resent});
  if (!holds_sockets() || replies.first) return;
  // Linux sends again after 1, 3, 7 s ...
  events_.push({now_ + std::chrono::seconds(1 << resent), ++order_, probe.id, probe.to, first_sent,
                std::nullopt, resent});
}

void SimulatedEngine::release(TryId id) {
  const auto found = sockets_.find(id);
  if (found == sockets_.end() || found->second) return;
  found->second = true;
  released_.push(id);
  ++released_count_;
}

void SimulatedEngine::wait(Instant deadline, std::vector<Answer>& answers) {
  const std::size_t before = answers.size();
  while (true) {
    while (!events_.empty() && events_.top().at <= now_) {
      const Event event = events_.top();
      events_.pop();
      if (holds_sockets()) {
        const auto found = sockets_.find(event.id);
        if (found == sockets_.end()) continue;  // closed
        if (!event.reason) {
          if (found->second) {  // given up: not sent again
            --released_count_;
            sockets_.erase(found);
            continue;
          }
          if (event.resent < 5) send({event.id, event.to}, event.sent, event.resent + 1);
          continue;
        }
        if (found->second) --released_count_;
        sockets_.erase(found);
      }
      answers.push_back({event.id, tcp_state_of(*event.reason), *event.reason, event.sent, event.at});
    }
    if (answers.size() > before || now_ >= deadline) return;
    Instant wake = deadline;
    if (spec_.wake_granularity > Duration::zero())
      wake = now_ + ((deadline - now_ + spec_.wake_granularity - Duration(1)) / spec_.wake_granularity) *
                        spec_.wake_granularity;
    if (!events_.empty() && events_.top().at <= wake) wake = events_.top().at;
    now_ = std::max(now_, wake);
  }
}

}  // namespace sounder::sim
