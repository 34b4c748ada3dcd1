#include "scan/parallel_scan.h"

#include <algorithm>
#include <utility>

namespace sounder {
namespace {

// Hosts under way that one status lists: more than a screen has lines.
constexpr std::size_t kHostsTold = 1000;

}  // namespace

ParallelScan::ParallelScan(const ScanRequest& request, std::vector<Worker> workers, ScanSink& sink,
                           const SavedScan* before)
    : sink_(sink),
      before_(before),
      hosts_(request, before),
      alive_(static_cast<unsigned>(workers.size())),
      tallies_(workers.size()),
      running_(static_cast<unsigned>(workers.size())),
      start_(clock_now()) {
  for (std::size_t i = 0; i < workers.size(); ++i) tallies_[i].pairs = workers[i].plan->progress().pairs;
  for (std::size_t i = 0; i < workers.size(); ++i)
    threads_.emplace_back([this, i, worker = std::move(workers[i])](const std::stop_token& stop) mutable {
      work(stop, std::move(worker), tallies_[i]);
    });
}

void ParallelScan::work(const std::stop_token& stop, Worker worker, Tally& tally) {
  run_scan(
      *worker.plan, *worker.engine, stop,
      [&](const Turn& turn) {
        publish(turn, tally);
        if (tally.answered != asked_.load(std::memory_order_relaxed)) tell_status(*worker.plan, tally);
        if (tally.marks_wanted.exchange(false, std::memory_order_relaxed)) tell_marks(*worker.plan, tally);
      },
      control_);
  tally.counts = worker.plan->counts();
  {
    const std::scoped_lock hold(lock_);
    --alive_;
    if (tally.answered != asked_) --to_answer_;
  }
  if (--running_ == 0) done_.notify();
}

void ParallelScan::publish(const Turn& turn, Tally& tally) {
  tally.settled.store(turn.progress.settled, std::memory_order_relaxed);
  tally.open.store(turn.progress.open, std::memory_order_relaxed);
  tally.sent.store(turn.progress.sent, std::memory_order_relaxed);
  tally.answers_lost = turn.answers_lost;
  if (turn.verdicts.empty() && turn.hosts.empty() && turn.news.empty()) return;
  const std::scoped_lock hold(lock_);
  for (const PathNews& news : turn.news) sink_.on_path_news(news);
  for (const Verdict& verdict : turn.verdicts) sink_.on_verdict(verdict);
  for (const HostDone& part : turn.hosts)
    if (const auto host = hosts_.add(part)) tell_host(*host);
  sink_.flush();
  if (sink_.failed()) sink_failed_ = true;
}

Progress ParallelScan::progress() const {
  Progress sum;
  if (before_ != nullptr) {
    const std::uint64_t settled = before_->pairs_settled();
    sum = {settled, settled, before_->counts[State::kOpen], before_->sent};
  }
  for (const Tally& tally : tallies_) {
    sum.pairs += tally.pairs.load(std::memory_order_relaxed);
    sum.settled += tally.settled.load(std::memory_order_relaxed);
    sum.open += tally.open.load(std::memory_order_relaxed);
    sum.sent += tally.sent.load(std::memory_order_relaxed);
  }
  return sum;
}

unsigned ParallelScan::ask_status() {
  const std::scoped_lock hold(lock_);
  if (to_answer_ > 0) return asked_;
  status_hosts_.clear();
  status_under_way_ = 0;
  to_answer_ = alive_;
  return ++asked_;
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

void ParallelScan::tell_marks(const ScanPlan& plan, Tally& tally) {
  ShareMarks marks = plan.marks();
  const std::scoped_lock hold(lock_);
  tally.marks = std::move(marks);
}

std::optional<ScanStatus> ParallelScan::status(unsigned request) const {
  const std::scoped_lock hold(lock_);
  if (request > asked_ || to_answer_ > 0) return std::nullopt;
  ScanStatus status;
  for (const auto& [index, host] : status_hosts_) status.hosts.push_back(host);
  status.under_way = std::max<std::uint64_t>(status_under_way_, status.hosts.size());
  return status;
}

void ParallelScan::interrupt() {
  interrupted_ = true;
  for (std::jthread& thread : threads_) thread.request_stop();
}

void ParallelScan::ask_for_marks() {
  for (Tally& tally : tallies_) tally.marks_wanted.store(true, std::memory_order_relaxed);
}

std::vector<ShareMarks> ParallelScan::marks() const {
  const std::scoped_lock hold(lock_);
  std::vector<ShareMarks> all;
  all.reserve(tallies_.size());
  for (const Tally& tally : tallies_) all.push_back(tally.marks);
  return all;
}

Duration ParallelScan::elapsed() const {
  return clock_now() - start_ + (before_ != nullptr ? before_->elapsed : Duration::zero());
}

void ParallelScan::tell_host(const HostDone& host) {
  unproven_ += host.unproven;
  sink_.on_host(host);
}

Summary ParallelScan::finish() {
  for (std::jthread& thread : threads_) thread.join();
  // Of an interrupted host some shares may never have begun: what they would have said is untested.
  for (const HostDone& host : hosts_.take_rest()) tell_host(host);
  const Progress total = progress();
  Counts counts = before_ != nullptr ? before_->counts : Counts{};
  std::uint64_t answers_lost = 0;
  for (const Tally& tally : tallies_) {
    counts += tally.counts;
    answers_lost += tally.answers_lost;
  }
  const Summary summary{counts, total.pairs, total.sent, elapsed(), interrupted_, answers_lost, unproven_};
  sink_.on_summary(summary);
  return summary;
}

}  // namespace sounder
