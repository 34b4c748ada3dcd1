#include "echo/load/datagram_plan.h"

#include <algorithm>
#include <utility>

#include "echo/load/limits.h"

namespace sounder {

DatagramPlan::DatagramPlan(const LoadOptions& options, unsigned thread)
    : options_(options),
      clock_(options, thread),
      lanes_(share_of(options.connections, thread, options.threads)) {}

std::optional<std::size_t> DatagramPlan::take_due(Instant now) {
  if (next_due() > now) return std::nullopt;
  for (std::size_t tried = 0; tried < lanes_.size(); ++tried) {
    const std::size_t lane = turn_;
    turn_ = (turn_ + 1) % lanes_.size();
    if (lanes_[lane].taken() >= options_.pipeline) continue;
    lanes_[lane].assigned.push_back(clock_.due(next_++));
    ++assigned_;
    return lane;
  }
  full_ = true;
  return std::nullopt;
}

std::size_t DatagramPlan::ready(std::size_t lane, Instant now) const {
  if (clock_.interrupted()) return 0;
  const Lane& l = lanes_[lane];
  if (clock_.open_loop()) return l.assigned.size();
  return clock_.running(now) ? options_.pipeline - l.window.under_way() : 0;
}

void DatagramPlan::sent(std::size_t lane, std::size_t count, Instant now) {
  Lane& l = lanes_[lane];
  for (std::size_t i = 0; i < count; ++i) {
    const Instant due = clock_.open_loop() ? l.assigned[i] : now;
    if (clock_.open_loop()) {
      const Instant possible = std::max(due, free_);
      totals_.waited.record(possible - due);
      totals_.late.record(now - possible);
    }
    l.window.sent(due, now);
  }
  totals_.requests += count;
  under_way_ += count;
  if (!clock_.open_loop()) return;
  l.assigned.erase(l.assigned.begin(), l.assigned.begin() + static_cast<std::ptrdiff_t>(count));
  assigned_ -= count;
}

void DatagramPlan::answered(std::size_t lane, std::uint64_t number, Instant now) {
  give_up(lane, now);
  const LoadWindow::Found found = lanes_[lane].window.answered(number);
  if (found.reordered) ++totals_.reordered;
  switch (found.what) {
    case LoadWindow::Answer::kInTime:
      totals_.latency.record(now - found.due);
      totals_.last_answer = now;
      ++totals_.round_trips;
      series_.answered(now, now - found.due);
      --under_way_;
      make_room(now);
      return;
    case LoadWindow::Answer::kLate:
      ++totals_.too_late;
      return;
    case LoadWindow::Answer::kDuplicate:
      ++totals_.duplicated;
      return;
    case LoadWindow::Answer::kNeverAsked:
      mismatched(now, {});
  }
}

void DatagramPlan::mismatched(Instant now, const WrongBytes& wrong) {
  if (totals_.mismatched++ == 0) totals_.wrong = wrong;
  series_.failed(now);
}

void DatagramPlan::make_room(Instant now) {
  if (std::exchange(full_, false)) free_ = now;
}

bool DatagramPlan::give_up(std::size_t lane, Instant now) {
  const std::size_t count = lanes_[lane].window.give_up(now - options_.timeout);
  if (count == 0) return false;
  totals_.lost += count;
  series_.lost(now, count);
  under_way_ -= count;
  make_room(now);
  return true;
}

void DatagramPlan::finish() {
  totals_.unsent = clock_.unsent(totals_.requests);
  if (clock_.interrupted())
    totals_.unfinished += under_way_;
  else
    totals_.lost += under_way_;
}

}  // namespace sounder
