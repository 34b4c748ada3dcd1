#include "echo/load/load_plan.h"

#include <algorithm>
#include <bit>

#include "echo/load/limits.h"

namespace sounder {
LoadPlan::LoadPlan(const LoadOptions& options, unsigned thread)
    : options_(options),
      open_(options.rate_per_s.has_value()),
      schedule_(options, thread),
      lanes_(share_of(options.connections, thread, options.threads)) {
  if (!kept_times()) return;
  times_a_lane_ = options.churn ? 1 : std::bit_ceil(options.pipeline);
  times_.resize(lanes_.size() * times_a_lane_);
}

void LoadPlan::start(Instant now) {
  schedule_.start(now);
  end_ = now + options_.duration;
  deadline_ = end_ + options_.timeout;
}

void LoadPlan::stop(Instant now) {
  if (interrupted_) return;
  interrupted_ = true;
  end_ = std::min(end_, now);
  deadline_ = std::min(deadline_, now + std::min(options_.timeout, kInterruptPatience));
}

Instant LoadPlan::next_due() const {
  if (!open_ || interrupted_) return Instant::max();
  const Instant due = schedule_.due(next_);
  return due < end_ ? due : Instant::max();
}

std::optional<std::size_t> LoadPlan::take_due(Instant now) {
  if (options_.churn || next_due() > now) return std::nullopt;
  const auto lane = static_cast<std::size_t>(next_++ % lanes_.size());
  ++lanes_[lane].scheduled;
  ++owed_;
  return lane;
}

std::size_t LoadPlan::begin(std::size_t lane, Instant now) {
  if (interrupted_) return 0;
  std::size_t count = 0;
  if (options_.churn) {
    count = begin_churn(lane, now);
  } else if (open_) {
    count = begin_scheduled(lane, now);
  } else if (now < end_) {
    Lane& l = lanes_[lane];
    for (; l.begun - l.settled < options_.pipeline; ++count) time_of(lane, l.begun++) = now;
  }
  under_way_ += count;
  totals_.requests += count;
  return count;
}

std::size_t LoadPlan::begin_churn(std::size_t lane, Instant now) {
  if (!due(now)) return 0;
  Instant due = now;
  if (open_) {
    due = schedule_.due(next_++);
    totals_.late.record(now - due);
  }
  time_of(lane, lanes_[lane].begun++) = due;
  return 1;
}

std::size_t LoadPlan::begin_scheduled(std::size_t lane, Instant now) {
  Lane& l = lanes_[lane];
  std::size_t count = 0;
  for (; l.begun < l.scheduled && l.begun - l.settled < options_.pipeline; ++count)
    totals_.late.record(now - schedule_.due(lane + l.begun++ * lanes_.size()));
  owed_ -= count;
  return count;
}

void LoadPlan::answered(std::size_t lane, Instant now) {
  const std::uint64_t request = lanes_[lane].settled++;
  const Instant due = kept_times() ? time_of(lane, request) : schedule_.due(lane + request * lanes_.size());
  totals_.latency.record(now - due);
  totals_.last_answer = now;
  ++totals_.round_trips;
  --under_way_;
}

void LoadPlan::mismatched(std::size_t lane) {
  ++totals_.mismatched;
  if (!waiting(lane)) return;  // an answer that nobody asked for
  ++lanes_[lane].settled;
  --under_way_;
}

void LoadPlan::lost(std::size_t lane) {
  Lane& l = lanes_[lane];
  const std::uint64_t count = l.begun - l.settled;
  totals_.unanswered += count;
  under_way_ -= count;
  l.settled = l.begun;
}

bool LoadPlan::done(Instant now) const {
  if (now >= deadline_) return true;
  if (now < end_ || under_way_ > 0) return false;
  return interrupted_ || (owed_ == 0 && next_due() == Instant::max());
}

void LoadPlan::finish() {
  // One that was due at the very moment of stop() may have been begun.
  if (open_) totals_.unsent = std::max(schedule_.due_before(end_), totals_.requests) - totals_.requests;
  for (std::size_t lane = 0; lane < lanes_.size(); ++lane) {
    if (!waiting(lane)) continue;
    if (interrupted_) {
      totals_.unfinished += lanes_[lane].begun - lanes_[lane].settled;
    } else {
      ++totals_.errors[static_cast<std::size_t>(LoadError::kTimedOut)];
      lost(lane);
    }
  }
}

}  // namespace sounder
