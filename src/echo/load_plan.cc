#include "echo/load_plan.h"

#include <algorithm>
#include <bit>
#include <cmath>

namespace sounder {
namespace {

// Connections of one thread: as even as they go.
std::size_t share_of(std::size_t connections, unsigned thread, unsigned threads) {
  return connections / threads + (thread < connections % threads ? 1 : 0);
}

}  // namespace

LoadPlan::LoadPlan(const LoadOptions& options, unsigned thread)
    : options_(options),
      open_(options.rate_per_s.has_value()),
      lanes_(share_of(options.connections, thread, options.threads)) {
  if (open_) {
    const double between_ns = 1e9 / *options.rate_per_s;  // two requests of the whole run
    interval_ns_ = between_ns * static_cast<double>(options.connections) / static_cast<double>(lanes_.size());
    phase_ns_ = between_ns * thread;
  }
  if (!kept_times()) return;
  times_a_lane_ = options.churn ? 1 : std::bit_ceil(options.pipeline);
  times_.resize(lanes_.size() * times_a_lane_);
}

void LoadPlan::start(Instant now) {
  start_ = now;
  end_ = now + options_.duration;
  deadline_ = end_ + options_.timeout;
}

void LoadPlan::stop(Instant now) {
  if (interrupted_) return;
  interrupted_ = true;
  end_ = std::min(end_, now);
  deadline_ = std::min(deadline_, now + std::min(options_.timeout, kInterruptPatience));
}

Instant LoadPlan::due_of(std::uint64_t index) const {
  return start_ + Duration(std::llround(phase_ns_ + static_cast<double>(index) * interval_ns_));
}

Instant LoadPlan::next_due() const {
  if (!open_ || interrupted_) return Instant::max();
  const Instant due = due_of(next_);
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
    due = due_of(next_++);
    totals_.late.record(now - due);
  }
  time_of(lane, lanes_[lane].begun++) = due;
  return 1;
}

std::size_t LoadPlan::begin_scheduled(std::size_t lane, Instant now) {
  Lane& l = lanes_[lane];
  std::size_t count = 0;
  for (; l.begun < l.scheduled && l.begun - l.settled < options_.pipeline; ++count)
    totals_.late.record(now - due_of(lane + l.begun++ * lanes_.size()));
  owed_ -= count;
  return count;
}

void LoadPlan::answered(std::size_t lane, Instant now) {
  const std::uint64_t request = lanes_[lane].settled++;
  const Instant due = kept_times() ? time_of(lane, request) : due_of(lane + request * lanes_.size());
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

std::uint64_t LoadPlan::due_before_end() const {
  if (end_ <= start_) return 0;
  const double span_ns = static_cast<double>((end_ - start_).count()) - phase_ns_;
  auto count = static_cast<std::uint64_t>(std::max(span_ns / interval_ns_, 0.0));
  while (count > 0 && due_of(count - 1) >= end_) --count;
  while (due_of(count) < end_) ++count;
  return count;
}

void LoadPlan::finish() {
  if (open_) totals_.unsent = due_before_end() - totals_.requests;
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
