#include "scan/plan/path_evidence.h"

namespace sounder {
namespace {

ProbeKind kind_of(const Canaries::Flight& flight) {
  return flight.to_open ? ProbeKind::kOpenCanary : ProbeKind::kResetCanary;
}

ProbeKind kind_of(TryNumber number) { return number.pass() == 0 ? ProbeKind::kFirst : ProbeKind::kRetry; }

}  // namespace

TryNumber PathEvidence::on_sent(Instant now, Host& host, HostQueue& queue, TryNumber number) {
  if (host.path) host.path->model.on_sent(now, kind_of(number));
  return queue.on_sent(now, host, number);
}

void PathEvidence::on_unsent(Host& host, HostQueue& queue, TryNumber number) {
  if (host.path) host.path->model.on_unsent(kind_of(number));
  queue.on_unsent(host, number);
}

void PathEvidence::on_answer(Instant now, Host& host, HostQueue& queue, std::uint16_t pair,
                             const Answer& answer) {
  const TryNumber number = answer.id.number;
  host.answered = true;
  const bool open = answer.state == State::kOpen;
  const auto excess = sample(now, host, queue, answer);
  if (host.path) {
    if (answer.timed) host.path->model.on_answer(now, answer.sent, kind_of(number), excess);
    host.path->canaries.learn(pair, open);
  }
  if (answer.timed) queue.on_answer(now, answer.sent, host, number, excess);
  // If the host limits its resets, a reset to a later try is no evidence of loss.
  const bool limited = !open && host.path && host.path->model.wants_open_canaries();
  if (excess && !limited) count_loss(host, number.pass(), 1);
}

void PathEvidence::on_canary_sent(Instant now, Host& host, const Canaries::Flight& flight) {
  host.path->model.on_sent(now, kind_of(flight));
}

void PathEvidence::on_canary_unsent(Host& host, const Canaries::Flight& flight) {
  host.path->model.on_unsent(kind_of(flight));
}

void PathEvidence::on_canary_answer(Instant now, Host& host, HostQueue& queue, const Canaries::Flight& flight,
                                    const Answer& answer) {
  const auto excess = sample(now, host, queue, answer);
  if (!excess) return;
  count_loss(host, 0, 1);
  host.path->model.on_answer(now, answer.sent, kind_of(flight), excess);
}

void PathEvidence::on_canary_silence(Host& host, const Canaries::Flight& flight) {
  if (flight.to_open || !host.path->model.wants_open_canaries()) count_loss(host, 1, 0);
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

void PathEvidence::count_loss(Host& host, double lost, double answered) {
  host.loss.add(lost, answered);
  loss_.add(lost, answered);
}

}  // namespace sounder
