#include "echo/load/datagram_plan.h"

#include <algorithm>

#include "echo/load/limits.h"

namespace sounder {

DatagramPlan::DatagramPlan(const LoadOptions& options, unsigned thread)
    : options_(options),
      open_(options.rate_per_s.has_value()),
      schedule_(options, thread),
      lanes_(share_of(options.connections, thread, options.threads)) {}

void DatagramPlan::start(Instant now) {
  schedule_.start(now);
  end_ = now + options_.duration;
  deadline_ = end_ + options_.timeout;
}

void DatagramPlan::stop(Instant now) {
  if (interrupted_) return;
  interrupted_ = true;
  end_ = std::min(end_, now);
  deadline_ = std::min(deadline_, now + std::min(options_.timeout, kInterruptPatience));
}

Instant DatagramPlan::next_due() const {
  if (!open_ || interrupted_ || full_) return Instant::max();
  const Instant due = schedule_.due(next_);
  return due < end_ ? due : Instant::max();
}

std::optional<std::size_t> DatagramPlan::take_due(Instant now) {
  if (next_due() > now) return std::nullopt;
  for (std::size_t tried = 0; tried < lanes_.size(); ++tried) {
    const std::size_t lane = turn_;
    turn_ = (turn_ + 1) % lanes_.size();
    if (lanes_[lane].taken() >= options_.pipeline) continue;
    lanes_[lane].owed.push_back(schedule_.due(next_++));
    ++owed_;
    return lane;
  }
  full_ = true;
  return std::nullopt;
}

std::size_t DatagramPlan::ready(std::size_t lane, Instant now) const {
  if (interrupted_) return 0;
  const Lane& l = lanes_[lane];
  if (open_) return l.owed.size();
  return now < end_ ? options_.pipeline - l.window.under_way() : 0;
}

void DatagramPlan::sent(std::size_t lane, std::size_t count, Instant now) {
  Lane& l = lanes_[lane];
  for (std::size_t i = 0; i < count; ++i) {
    const Instant due = open_ ? l.owed[i] : now;
    if (open_) totals_.late.record(now - due);
    l.window.sent(due, now);
  }
  totals_.requests += count;
  under_way_ += count;
  if (!open_) return;
  l.owed.erase(l.owed.begin(), l.owed.begin() + static_cast<std::ptrdiff_t>(count));
  owed_ -= count;
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
      --under_way_;
      full_ = false;
      return;
    case LoadWindow::Answer::kLate:
      ++totals_.too_late;
      return;
    case LoadWindow::Answer::kDuplicate:
      ++totals_.duplicated;
      return;
    case LoadWindow::Answer::kNeverAsked:
      mismatched();
  }
}

bool DatagramPlan::give_up(std::size_t lane, Instant now) {
  const std::size_t count = lanes_[lane].window.give_up(now - options_.timeout);
  if (count == 0) return false;
  totals_.lost += count;
  under_way_ -= count;
  full_ = false;
  return true;
}

bool DatagramPlan::done(Instant now) const {
  if (now >= deadline_) return true;
  if (now < end_ || under_way_ > 0) return false;
  return interrupted_ || !open_ || (owed_ == 0 && schedule_.due(next_) >= end_);
}

void DatagramPlan::finish() {
  // One that was due at the very moment of stop() may have been begun.
  if (open_) totals_.unsent = std::max(schedule_.due_before(end_), totals_.requests) - totals_.requests;
  (interrupted_ ? totals_.unfinished : totals_.lost) += under_way_;
}

}  // namespace sounder
