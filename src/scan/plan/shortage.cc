#include "scan/plan/shortage.h"

#include <algorithm>

namespace sounder {

std::size_t Shortage::begin_poll() {
  if (last_sent_ > 0 && !last_unsent_) {
    since_.reset();
    wait_ = kShortageWaitFirst;
    if (last_sent_ >= at_once_)
      at_once_ = std::min(kTriesInFlight, at_once_ + std::max<std::size_t>(1, at_once_ / 8));
  }
  last_unsent_ = false;
  last_sent_ = 0;
  return at_once_;
}

std::optional<Shortage::Resend> Shortage::take(Instant now) {
  for (auto* queue : {&due_, &later_}) {
    if (queue->empty() || queue->front().not_before > now) continue;
    const Resend first = queue->front();
    queue->pop_front();
    return first;
  }
  return hosts_.take(now);
}

std::optional<Instant> Shortage::next() const {
  std::optional<Instant> next = hosts_.next();
  for (const auto* queue : {&due_, &later_})
    if (!queue->empty()) next = next ? std::min(*next, queue->front().not_before) : queue->front().not_before;
  return next;
}

bool Shortage::resend(Instant now, const HostRef& ref, std::uint16_t pair, TryNumber number, Reason reason) {
  if (HostShortages::is_of_hosts(reason)) return hosts_.resend(now, ref, pair, number, reason);
  if (reason == Reason::kLocalFirewall) {
    if (number.is_second_chance()) return false;
    later_.push_back({ref, pair, number.as_second_chance(), now + kShortageWaitLast});
  } else {
    if (since_ && now - *since_ >= kShortagePatience) return false;
    due_.push_back({ref, pair, number, now});
  }
  return true;
}

// Less at once from now on. When nothing at all went through, waits that double.
void Shortage::on_short(Instant now, std::size_t unsent) {
  const std::size_t through = last_sent_ - std::min(last_sent_, unsent);
  at_once_ = std::max<std::size_t>(1, std::max(through, last_sent_ * 3 / 4));
  last_unsent_ = true;
  if (through > 0) {
    since_.reset();
    wait_ = kShortageWaitFirst;
    if (through < last_sent_ / 2) hold_until_ = now + wait_;
    return;
  }
  if (!since_) since_ = now;
  hold_until_ = now + wait_;
  wait_ = std::min(2 * wait_, kShortageWaitLast);
}

}  // namespace sounder
