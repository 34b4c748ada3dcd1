#include "echo/load/load_plan.h"

#include <algorithm>
#include <bit>

#include "echo/load/limits.h"

namespace sounder {

LoadPlan::LoadPlan(const LoadOptions& options, unsigned thread)
    : options_(options),
      clock_(options, thread),
      lanes_(share_of(options.connections, thread, options.threads)) {
  if (!keeps_times()) return;
  times_a_lane_ = options.churn ? 1 : std::bit_ceil(options.pipeline);
  times_.resize(lanes_.size() * times_a_lane_);
}

std::optional<std::size_t> LoadPlan::take_due(Instant now) {
  if (options_.churn || next_due() > now) return std::nullopt;
  const auto lane = static_cast<std::size_t>(next_++ % lanes_.size());
  ++lanes_[lane].scheduled;
  ++assigned_;
  return lane;
}

std::size_t LoadPlan::begin(std::size_t lane, Instant now, Instant free) {
  if (clock_.interrupted()) return 0;
  std::size_t count = 0;
  if (options_.churn) {
    count = begin_churn(lane, now, free);
  } else if (clock_.open_loop()) {
    lanes_[lane].free = std::max(lanes_[lane].free, free);
    count = begin_scheduled(lane, now);
  } else if (clock_.running(now)) {
    Lane& l = lanes_[lane];
    for (; l.begun - l.finished < options_.pipeline; ++count) time_of(lane, l.begun++) = now;
  }
  under_way_ += count;
  totals_.requests += count;
  return count;
}

void LoadPlan::record_delay(Instant due, Instant free, Instant now) {
  const Instant possible = std::max(due, free);
  totals_.waited.record(possible - due);
  totals_.late.record(now - possible);
}

std::size_t LoadPlan::begin_churn(std::size_t lane, Instant now, Instant free) {
  if (!due(now)) return 0;
  Instant due = now;
  if (clock_.open_loop()) {
    due = clock_.due(next_++);
    record_delay(due, free, now);
  }
  time_of(lane, lanes_[lane].begun++) = due;
  return 1;
}

std::size_t LoadPlan::begin_scheduled(std::size_t lane, Instant now) {
  Lane& l = lanes_[lane];
  std::size_t count = 0;
  for (; l.begun < l.scheduled && l.begun - l.finished < options_.pipeline; ++count)
    record_delay(clock_.due(lane + l.begun++ * lanes_.size()), l.free, now);
  assigned_ -= count;
  return count;
}

void LoadPlan::answered(std::size_t lane, Instant now) {
  if (lanes_[lane].begun - lanes_[lane].finished == options_.pipeline) lanes_[lane].free = now;
  const std::uint64_t request = lanes_[lane].finished++;
  const Instant due = keeps_times() ? time_of(lane, request) : clock_.due(lane + request * lanes_.size());
  totals_.latency.record(now - due);
  series_.answered(now, now - due);
  totals_.last_answer = now;
  ++totals_.round_trips;
  --under_way_;
}

void LoadPlan::mismatched(std::size_t lane, Instant now, const WrongBytes& wrong) {
  if (totals_.mismatched++ == 0) totals_.wrong = wrong;
  series_.failed(now);
  if (!waiting(lane)) return;  // an answer without a request
  ++lanes_[lane].finished;
  --under_way_;
}

void LoadPlan::lost(std::size_t lane) {
  Lane& l = lanes_[lane];
  const std::uint64_t count = l.begun - l.finished;
  totals_.unanswered += count;
  under_way_ -= count;
  l.finished = l.begun;
}

void LoadPlan::finish() {
  totals_.unsent = clock_.unsent(totals_.requests);
  for (std::size_t lane = 0; lane < lanes_.size(); ++lane) {
    if (!waiting(lane)) continue;
    if (clock_.interrupted()) {
      totals_.unfinished += lanes_[lane].begun - lanes_[lane].finished;
    } else {
      ++totals_.errors[static_cast<std::size_t>(LoadError::kTimedOut)];
      lost(lane);
    }
  }
}

}  // namespace sounder
