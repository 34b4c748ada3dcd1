#include "scan/parallel_scan.h"

#include <utility>

namespace sounder {

ParallelScan::ParallelScan(unsigned threads, const MakeWorker& make, ScanSink& sink)
    : shares_(threads), sink_(sink), tallies_(threads), running_(threads), start_(clock_now()) {
  for (unsigned index = 0; index < threads; ++index) {
    Worker worker = make({index, threads});
    tallies_[index].pairs = worker.plan->progress().pairs;
    threads_.emplace_back([this, index, worker = std::move(worker)](const std::stop_token& stop) mutable {
      work(stop, std::move(worker), tallies_[index]);
    });
  }
}

void ParallelScan::work(const std::stop_token& stop, Worker worker, Tally& tally) {
  run_scan(*worker.plan, *worker.engine, stop, [&](const Turn& turn) { publish(turn, tally); });
  tally.counts = worker.plan->counts();
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
  const auto [found, first] = hosts_.try_emplace(part.host, PartialHost{part, 0});
  PartialHost& host = found->second;
  if (!first) {
    for (std::size_t state = 0; state < kStates; ++state) host.sum.counts[state] += part.counts[state];
    if (part.rtt && (!host.sum.rtt || *part.rtt < *host.sum.rtt)) host.sum.rtt = part.rtt;
    host.sum.limits_resets = host.sum.limits_resets || part.limits_resets;
    host.sum.gave_up = host.sum.gave_up && part.gave_up;
  }
  if (++host.shares < shares_) return;
  sink_.on_host(host.sum);
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

void ParallelScan::interrupt() {
  interrupted_ = true;
  for (std::jthread& thread : threads_) thread.request_stop();
}

Summary ParallelScan::finish() {
  for (std::jthread& thread : threads_) thread.join();
  // A share without a pair of some host says nothing of it: with fewer pairs than threads, sums may be
  // incomplete.
  for (const auto& [index, host] : hosts_) sink_.on_host(host.sum);
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
