#include "scan/plan/host_queue.h"

#include <algorithm>

#include "base/limits.h"

namespace sounder {
namespace {

constexpr double kStalledLinkRatePerS = 20;
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
  if (!stalled) return model_.rate_per_s();
  if (now - *stalled >= kStallPatience) model_.resume(now);
  return kStalledLinkRatePerS;
}

// Small hosts are alike to the model of the queue; of a large one it is told how likely an answer was.
HostQueue::Evidence HostQueue::evidence(const Host& host, bool first) {
  if (!first) return {PathModel::Kind::kRetry, 1};
  if (!host.path) return {PathModel::Kind::kFirst, 1};
  const double answers = host.path->model.first_answers();
  // A host that is slowed down by its own model is no witness against the link that it shares with others.
  if (answers <= 0 || host.path->model.troubled()) return {PathModel::Kind::kRetry, 1};
  return {PathModel::Kind::kResetCanary, answers};
}

void HostQueue::on_sent(Instant now, const Host& host, bool first) {
  if (alone_) return;
  const Evidence told = evidence(host, first);
  if (now - slowest_since_ >= kSlowestWindow) {
    slowest_before_ = slowest_;
    slowest_ = {};
    slowest_since_ = now;
  }
  if (told.kind == PathModel::Kind::kResetCanary) slowest_ = std::max(slowest_, host.rtt.spread_end());
  model_.on_sent(now, told.kind, told.weight);
}

void HostQueue::on_unsent(const Host& host, bool first) {
  if (alone_) return;
  const Evidence told = evidence(host, first);
  model_.on_unsent(told.kind, told.weight);
}

void HostQueue::on_answer(Instant now, Instant sent, const Host& host, bool first,
                          std::optional<Duration> excess) {
  if (alone_) return;
  model_.on_answer(now, sent, evidence(host, first).kind, excess);
}

}  // namespace sounder
