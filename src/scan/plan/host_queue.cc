#include "scan/plan/host_queue.h"

#include <algorithm>

namespace sounder {
namespace {

constexpr double kStalledLinkRatePerS = 20;
constexpr double kLeastLinkRatePerS = 20;
constexpr Duration kSlowestWindow = std::chrono::seconds(1);

}  // namespace

HostRef HostQueue::pop() {
  const HostRef ref = hosts_.front();
  hosts_.pop_front();
  return ref;
}

void HostQueue::refill(Instant now, bool alone) {
  alone_ = alone;
  pacer_.refill(now, rate_per_s(now), kPacerBurst);
}

double HostQueue::rate_per_s(Instant now) {
  if (alone_) return rates_.ceiling;
  model_.update(now, rtt_, std::max(slowest_, slowest_before_));
  const auto stalled = model_.stalled_since();
  if (!stalled) return std::max(model_.rate_per_s(), std::min(rates_.first, kLeastLinkRatePerS));
  if (now - *stalled >= kStallPatience) model_.resume(now);
  return kStalledLinkRatePerS;
}

namespace {

bool is_small(const Host& host) { return host.pairs < kModelledPairs; }

// Small hosts are alike to the model of the link. A large one is told apart: its own model says how likely an
// answer is.
ProbeKind kind_of(const Host& host, TryNumber number) {
  if (number.pass() > 0) return ProbeKind::kRetry;
  if (is_small(host)) return ProbeKind::kFirst;
  return number.counts_for_link() ? ProbeKind::kResetCanary : ProbeKind::kRetry;
}

// A host that is slowed down by its own model is no witness against the link that it shares with others.
void renew(LinkEvidence& evidence, Instant now, const PathModel& model) {
  if (evidence.since == now) return;
  const double answers = model.first_answers();
  evidence = {.since = now, .counts = answers > 0 && !model.troubled(), .weight = answers};
}

double weight_of(const Host& host, TryNumber number) {
  return number.counts_for_link() ? host.path->evidence.weight : 1;
}

}  // namespace

TryNumber HostQueue::on_sent(Instant now, Host& host, TryNumber number) {
  if (alone_) return number;
  if (now - slowest_since_ >= kSlowestWindow) {
    slowest_before_ = slowest_;
    slowest_ = {};
    slowest_since_ = now;
  }
  if (!is_small(host) && number.pass() == 0) {
    renew(host.path->evidence, now, host.path->model);
    number = number.counted_for_link(host.path->evidence.counts);
    if (number.counts_for_link()) slowest_ = std::max(slowest_, host.rtt.spread_end());
  }
  model_.on_sent(now, kind_of(host, number), weight_of(host, number));
  return number;
}

void HostQueue::on_unsent(const Host& host, TryNumber number) {
  if (alone_) return;
  model_.on_unsent(kind_of(host, number), weight_of(host, number));
}

void HostQueue::on_answer(Instant now, Instant sent, const Host& host, TryNumber number,
                          std::optional<Duration> excess) {
  if (alone_) return;
  model_.on_answer(now, sent, kind_of(host, number), excess);
}

}  // namespace sounder
