#include "scan/plan/path_evidence.h"

namespace sounder {
namespace {

ProbeKind kind_of(const Canaries::Flight& flight) {
  return flight.to_open ? ProbeKind::kOpenCanary : ProbeKind::kResetCanary;
}

ProbeKind kind_of(const Host& host, std::uint32_t pair, TryNumber number) {
  const bool first =
      host.path ? host.path->firsts.is_first(pair, host.walk.pass_of(number)) : number.pass() == 0;
  return first ? ProbeKind::kFirst : ProbeKind::kRetry;
}

}  // namespace

TryNumber PathEvidence::on_sent(Instant now, Host& host, HostQueue& queue, std::uint32_t pair,
                                TryNumber number) {
  if (host.path) host.path->model.on_sent(now, kind_of(host, pair, number));
  return queue.on_sent(now, host, number);
}

void PathEvidence::on_unsent(Host& host, HostQueue& queue, std::uint32_t pair, TryNumber number) {
  if (host.path) host.path->model.on_unsent(kind_of(host, pair, number));
  queue.on_unsent(host, number);
}

void PathEvidence::on_answer(Instant now, Host& host, HostQueue& queue, std::uint16_t pair,
                             const Answer& answer) {
  const TryNumber number = answer.id.number;
  host.answered = true;
  const bool open = answer.state == State::kOpen;
  const auto excess = sample(now, host, queue, answer);
  if (host.path) {
    if (answer.timed) host.path->model.on_answer(now, answer.sent, kind_of(host, pair, number), excess);
    host.path->canaries.learn(pair, open);
  }
  if (answer.timed) queue.on_answer(now, answer.sent, host, number, excess);
  // If the host limits its resets, a reset to a later try is no evidence of loss.
  const bool limited = !open && host.path && host.path->model.limits_resets();
  if (host.path && !limited && host.walk.pass_of(number) == host.walk.pass()) ++host.path->found;
  if (excess && !limited) count_loss(host, host.walk.tries_before(number), 1);
}

void PathEvidence::on_canary_sent(Host& host, const Canaries::Flight& flight) {
  host.path->model.on_sent(flight.sent, kind_of(flight));
}

void PathEvidence::on_canary_unsent(Host& host, const Canaries::Flight& flight) {
  host.path->model.on_unsent(kind_of(flight));
}

void PathEvidence::on_canary_answer(Instant now, Host& host, HostQueue& queue, const Canaries::Flight& flight,
                                    const Answer& answer) {
  const auto excess = sample(now, host, queue, answer);
  // By the time when it was counted as sent: an engine takes a while to send a batch.
  if (excess) host.path->model.on_answer(now, flight.sent, kind_of(flight), excess);
  settle_canaries(now, host, queue);
}

void PathEvidence::settle_canaries(Instant now, Host& host, HostQueue& queue) {
  HostPath& path = *host.path;
  path.canaries.settle([&](const Canaries::Flight& flight, bool answered) {
    if (!answered && !flight.to_open && path.model.limits_resets()) return;
    path.model.on_canary(now, flight.sent, answered);
    queue.on_canary(now, flight.sent, path, answered);
    if (answered && path.model.carries()) {
      path.carried = std::max(path.carried, flight.place);
      path.certain.add(now, path.carried, host.rtt.try_timeout());
    }
    count_canary(host, answered);
  });
}

// Takes an answer's round trip, and returns by how much it exceeds the smallest. nullopt: it is no sample.
std::optional<Duration> PathEvidence::sample(Instant now, Host& host, HostQueue& queue,
                                             const Answer& answer) const {
  if (!measures_round_trip(answer)) return std::nullopt;
  const Duration rtt = answer.received - answer.sent;
  host.rtt.add(now, rtt);
  queue.on_round_trip(now, rtt);
  return rtt - host.rtt.smallest();
}

// Loss by an overload says nothing about the path at the rate that it bears.
void PathEvidence::count_canary(Host& host, bool answered) {
  HostPath& path = *host.path;
  path.doubtful.add(answered ? 0 : 1, answered ? 1 : 0);
  path.recent.add(answered ? 0 : 1, answered ? 1 : 0);
  if (!path.model.carries()) return;
  count_loss(host, path.doubtful.lost(), path.doubtful.tries() - path.doubtful.lost());
  path.doubtful = {};
}

void PathEvidence::count_loss(Host& host, double lost, double answered) {
  host.loss.add(lost, answered);
  loss_.add(lost, answered);
}

}  // namespace sounder
