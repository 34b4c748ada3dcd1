#include "scan/parallel_scan.h"

#include <algorithm>
#include <numeric>
#include <utility>

#include "base/limits.h"

namespace sounder {

ParallelScan::ParallelScan(unsigned threads, std::uint64_t ports, const MakeWorker& make, ScanSink& sink)
    : ports_(ports), sink_(sink), alive_(threads), tallies_(threads), running_(threads), start_(clock_now()) {
  for (unsigned index = 0; index < threads; ++index) {
    Worker worker = make({index, threads});
    tallies_[index].pairs = worker.plan->progress().pairs;
    threads_.emplace_back([this, index, worker = std::move(worker)](const std::stop_token& stop) mutable {
      work(stop, std::move(worker), tallies_[index]);
    });
  }
}

void ParallelScan::work(const std::stop_token& stop, Worker worker, Tally& tally) {
  run_scan(
      *worker.plan, *worker.engine, stop,
      [&](const Turn& turn) {
        publish(turn, tally);
        if (tally.answered != asked_.load(std::memory_order_relaxed)) tell_status(*worker.plan, tally);
      },
      control_);
  tally.counts = worker.plan->counts();
  {
    const std::scoped_lock hold(lock_);
    --alive_;
    if (status_due_ && tally.answered != asked_) --to_answer_;
  }
  if (--running_ == 0) done_.notify();
}

void ParallelScan::publish(const Turn& turn, Tally& tally) {
  tally.settled.store(turn.progress.settled, std::memory_order_relaxed);
  tally.open.store(turn.progress.open, std::memory_order_relaxed);
  tally.sent.store(turn.progress.sent, std::memory_order_relaxed);
  if (turn.verdicts.empty() && turn.hosts.empty()) return;
  const std::scoped_lock hold(lock_);
  for (const Verdict& verdict : turn.verdicts) sink_.on_verdict(verdict);
  for (const HostDone& host : turn.hosts) merge_host(host);
  sink_.flush();
  if (sink_.failed()) sink_failed_ = true;
}

void ParallelScan::merge_host(const HostDone& part) {
  const auto [found, first] = hosts_.try_emplace(part.host, part);
  HostDone& host = found->second;
  if (!first) {
    for (std::size_t state = 0; state < kStates; ++state) host.counts[state] += part.counts[state];
    if (part.rtt && (!host.rtt || part.rtt->smoothed < host.rtt->smoothed)) host.rtt = part.rtt;
    host.limits_resets = host.limits_resets || part.limits_resets;
    host.gave_up = host.gave_up && part.gave_up;
  }
  // Every pair is in exactly one state of exactly one share, so the sum tells when the last share has spoken.
  if (std::accumulate(host.counts.begin(), host.counts.end(), std::uint64_t{0}) < ports_) return;
  sink_.on_host(host);
  hosts_.erase(found);
}

Progress ParallelScan::progress() const {
  Progress sum;
  for (const Tally& tally : tallies_) {
    sum.pairs += tally.pairs.load(std::memory_order_relaxed);
    sum.settled += tally.settled.load(std::memory_order_relaxed);
    sum.open += tally.open.load(std::memory_order_relaxed);
    sum.sent += tally.sent.load(std::memory_order_relaxed);
  }
  return sum;
}

void ParallelScan::ask_status() {
  const std::scoped_lock hold(lock_);
  if (status_due_) return;
  status_due_ = true;
  status_hosts_.clear();
  status_under_way_ = 0;
  to_answer_ = alive_;
  ++asked_;
}

void ParallelScan::tell_status(const ScanPlan& plan, Tally& tally) {
  std::vector<HostStatus> mine;
  const std::uint64_t under_way = plan.hosts_under_way(kHostsTold, mine);
  const std::scoped_lock hold(lock_);
  tally.answered = asked_;
  --to_answer_;
  // Shares have nearly the same hosts under way.
  status_under_way_ = std::max(status_under_way_, under_way);
  for (const HostStatus& status : mine) {
    const auto [found, first] = status_hosts_.try_emplace(status.host, status);
    if (!first) found->second = merged(found->second, status);
  }
}

std::optional<ScanStatus> ParallelScan::take_status() {
  const std::scoped_lock hold(lock_);
  if (!status_due_ || to_answer_ > 0) return std::nullopt;
  status_due_ = false;
  ScanStatus status;
  for (const auto& [index, host] : status_hosts_) status.hosts.push_back(host);
  status.under_way = std::max<std::uint64_t>(status_under_way_, status.hosts.size());
  return status;
}

void ParallelScan::interrupt() {
  interrupted_ = true;
  for (std::jthread& thread : threads_) thread.request_stop();
}

Summary ParallelScan::finish() {
  for (std::jthread& thread : threads_) thread.join();
  // Of an interrupted host some shares may never have begun: what they would have said is untested.
  for (const auto& [index, host] : hosts_) sink_.on_host(host);
  hosts_.clear();
  const Progress total = progress();
  Counts counts{};
  for (const Tally& tally : tallies_)
    for (std::size_t state = 0; state < kStates; ++state) counts[state] += tally.counts[state];
  const Summary summary{counts, total.pairs, total.sent, clock_now() - start_, interrupted_};
  sink_.on_summary(summary);
  return summary;
}

}  // namespace sounder
