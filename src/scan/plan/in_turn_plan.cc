#include "scan/plan/in_turn_plan.h"

#include <algorithm>
#include <limits>

#include "scan/plan/shortage.h"

namespace sounder {
namespace {

constexpr int kTriesInTurn =
    2;  // a plain scanner's loss of one probe in a hundred leaves one miss in ten thousand

// The longest pause of a cap: 31 years. A Duration holds 292.
constexpr double kLongestGapS = 1e9;

}  // namespace

InTurnPlan::InTurnPlan(const ScanRequest& request, Traits traits)
    : request_(request),
      traits_(traits),
      pairs_(request.pairs()),
      max_tries_(request.tries.value_or(kTriesInTurn)),
      cap_per_s_(request.max_rate_per_s.value_or(std::numeric_limits<double>::infinity())) {}

std::size_t InTurnPlan::poll_probes(Instant now, std::span<Probe> out) {
  if (in_flight_ && now >= deadline_) {
    released_.push_back({current_, TryNumber::of_pass(static_cast<std::uint8_t>(tries_ - 1))});
    in_flight_ = false;
    if (tries_ >= max_tries_) resolve({.state = traits_.silent, .reason = Reason::kNoResponse});
  }
  if (done() || in_flight_ || now < not_before_ || out.empty()) return 0;
  endpoint_ = request_.endpoint(current_);
  out[0] = {{current_, TryNumber::of_pass(static_cast<std::uint8_t>(tries_))}, endpoint_};
  ++tries_;
  ++sent_;
  in_flight_ = true;
  deadline_ = now + request_.timeout.value_or(rtt_.try_timeout());
  const std::chrono::duration<double> gap(std::min(1 / cap_per_s_, kLongestGapS));
  not_before_ = now + std::chrono::duration_cast<Duration>(gap);
  return 1;
}

void InTurnPlan::on_answer(Instant now, const Answer& answer) {
  if (done() || answer.id.pair != current_ || tries_ == 0)
    return;  // its verdict is out, or it is no try of ours
  std::optional<Duration> rtt;
  if (measures_round_trip(traits_, answer)) rtt = answer.received - answer.sent;
  short_since_.reset();
  if (rtt) rtt_.add(now, *rtt);
  resolve(
      {.state = answer.state, .reason = answer.reason, .rtt = rtt, .ttl = answer.ttl, .from = answer.from});
}

void InTurnPlan::on_unsent(Instant now, std::span<const Unsent> unsent) {
  for (const Unsent& tried : unsent) {
    if (done() || tried.id.pair != current_ || !in_flight_) continue;
    in_flight_ = false;
    --tries_;
    --sent_;
    // A try that was on its way when the route was lost is none.
    if (tried.reason == Reason::kRouteLost) tries_ = 0;
    // What is short for one host says nothing about the next one; a lost route mostly does.
    const bool other_host = short_of_ && *short_of_ != endpoint_.address;
    const bool of_one_host = HostShortages::is_of_hosts(tried.reason) && tried.reason != Reason::kRouteLost;
    if (!short_since_ || (other_host && of_one_host)) {
      short_since_ = now;
      shortage_wait_ = kShortageWaitFirst;
    }
    short_of_ = endpoint_.address;
    if (now - *short_since_ >= patience_for(tried.reason)) {
      resolve({.state = State::kUntested, .reason = tried.reason});
      continue;  // short_since_ stays: the next pair is not waited for as long again
    }
    not_before_ = now + shortage_wait_;
    shortage_wait_ = std::min(2 * shortage_wait_, kShortageWaitLast);
  }
}

std::optional<Instant> InTurnPlan::next_wakeup() const {
  if (done()) return std::nullopt;
  return in_flight_ ? deadline_ : not_before_;
}

void InTurnPlan::interrupt(Instant) {
  if (done()) return;
  const std::uint64_t of_this_host = left_of_host();
  const std::uint64_t rest = pairs_ - current_;
  counts_[State::kUntested] += rest;
  host_counts_[State::kUntested] += of_this_host;
  current_ += of_this_host - 1;
  close_host();
  current_ = pairs_;
}

Progress InTurnPlan::progress() const { return {pairs_, current_, counts_[State::kOpen], sent_}; }

std::uint64_t InTurnPlan::hosts_under_way(std::size_t most, std::vector<HostStatus>& out) const {
  if (done()) return 0;
  const ScanRequest::Place place = request_.place_of(current_);
  if (tries_ == 0 && place.port == 0) return 0;
  if (most == 0) return 1;
  HostStatus status;
  status.host = place.host;
  status.address = request_.targets.at(status.host);
  status.left = left_of_host();
  status.open = host_counts_[State::kOpen];
  status.rtt = rtt_.smoothed();
  out.push_back(status);
  return 1;
}

std::uint64_t InTurnPlan::left_of_host() const {
  return request_.pair(request_.place_of(current_).host + 1, 0) - current_;
}

void InTurnPlan::resolve(Verdict verdict) {
  verdict.pair = current_;
  verdict.endpoint = endpoint_;
  verdicts_.push_back(verdict);
  ++counts_[verdict.state];
  ++host_counts_[verdict.state];
  if (left_of_host() == 1) close_host();
  ++current_;
  tries_ = 0;
  in_flight_ = false;
}

void InTurnPlan::close_host() {
  const std::uint64_t host = request_.place_of(current_).host;
  HostDone done;
  done.host = host;
  done.address = request_.targets.at(host);
  done.counts = host_counts_;
  done.rtt = rtt_.round_trip();
  hosts_.push_back(done);
  host_counts_ = {};
  rtt_ = {};
}

void InTurnPlan::take_verdicts(std::vector<Verdict>& out) {
  out.insert(out.end(), verdicts_.begin(), verdicts_.end());
  verdicts_.clear();
}

void InTurnPlan::take_hosts(std::vector<HostDone>& out) {
  out.insert(out.end(), hosts_.begin(), hosts_.end());
  hosts_.clear();
}

void InTurnPlan::take_released(std::vector<TryId>& out) {
  out.insert(out.end(), released_.begin(), released_.end());
  released_.clear();
}

}  // namespace sounder
