#include "echo/load/load_run.h"

#include <sys/prctl.h>

#include <algorithm>
#include <array>
#include <cerrno>

#include "echo/load/datagram_worker.h"
#include "echo/load/load_churn.h"
#include "echo/load/load_errors.h"
#include "echo/load/load_keep_open.h"
#include "echo/open_connection.h"

namespace sounder {

LoadRun::LoadRun(LoadOptions options)
    : options_(std::move(options)),
      bytes_(options_.seed),
      running_(options_.threads),
      opened_(options_.threads, AllOpened{this}) {
  for (unsigned i = 0; i < options_.threads; ++i) {
    tallies_.push_back(std::make_unique<Tally>());
    workers_.push_back(new_worker(i));
  }
  try {
    for (unsigned i = 0; i < options_.threads; ++i)
      threads_.emplace_back([this, i](const std::stop_token& stop) { work(stop, i); });
  } catch (...) {
    interrupt();
    for (std::size_t i = threads_.size(); i < options_.threads; ++i) opened_.arrive_and_drop();
    throw;
  }
}

std::unique_ptr<LoadThread> LoadRun::new_worker(unsigned thread) {
  auto publish = [&tally = *tallies_[thread]](const LoadTotals& totals) {
    const std::scoped_lock hold(tally.lock);
    tally.published = totals;
  };
  if (options_.udp) return std::make_unique<DatagramWorker>(options_, bytes_, thread, std::move(publish));
  if (options_.churn) return std::make_unique<LoadChurn>(options_, bytes_, thread, std::move(publish));
  return std::make_unique<LoadKeepOpen>(options_, bytes_, thread, std::move(publish));
}

void LoadRun::work(const std::stop_token& stop, unsigned thread) {
  // A schedule is kept to the microsecond, not to the 50 us by which the kernel gathers wake-ups.
  if (options_.rate_per_s) ::prctl(PR_SET_TIMERSLACK, 1, 0, 0, 0);
  LoadThread& worker = *workers_[thread];
  worker.open(stop);
  opened_.arrive_and_wait();
  if (const Instant start = start_; start != Instant{}) worker.measure(start, stop);
  if (--running_ == 0) done_.notify();
}

// By the last thread that comes to the barrier, while the others wait there.
void LoadRun::begin_measuring() noexcept {
  std::uint64_t connected = 0;
  std::uint64_t shortages = 0;
  for (const auto& worker : workers_) {
    connected += worker->totals().connected;
    shortages += worker->totals().shortages;
  }
  if (shortages == 0 && interrupted_.load() == Instant{} && connected > 0) start_ = clock_now();
}

void LoadRun::interrupt() {
  if (interrupted_.load() == Instant{}) interrupted_ = clock_now();
  for (std::jthread& thread : threads_) thread.request_stop();
}

LoadProgress LoadRun::progress() const {
  LoadProgress progress;
  Histogram latency;
  for (const auto& tally : tallies_) {
    const std::scoped_lock hold(tally->lock);
    const LoadTotals& totals = tally->published;
    progress.connected += totals.connected;
    progress.round_trips += totals.round_trips;
    progress.errors += totals.all_errors() + totals.mismatched;
    progress.lost += totals.lost;
    latency.merge(totals.latency);
  }
  progress.p99 = latency.quantile(0.99);
  const Instant start = start_;
  progress.measuring = start != Instant{};
  if (progress.measuring) progress.elapsed = clock_now() - start;
  return progress;
}

Result<LoadResult> LoadRun::finish() {
  for (std::jthread& thread : threads_) thread.join();
  const Instant interrupted = interrupted_;
  LoadResult result{.totals = {}, .series = {}, .elapsed = {}, .interrupted = interrupted != Instant{}};
  LoadTotals& totals = result.totals;
  for (const auto& worker : workers_) {
    totals.merge(worker->totals());
    result.series.merge(worker->series());
  }
  const Instant start = start_;
  if (start == Instant{}) {
    distrusted_ = totals.distrusted;
    if (totals.shortages > 0) return std::unexpected(load_shortage(totals.shortage, options_));
    if (!result.interrupted)
      return peer_failed(
          cannot_connect(options_.host.empty() ? options_.target.address.to_string() : options_.host,
                         std::array{FailedConnect{options_.target, first_failure(totals)}}));
    return result;
  }
  const Instant end = start + options_.duration;
  const Instant least = result.interrupted ? std::min(interrupted, end) : end;
  result.elapsed = std::max(least, totals.last_answer.value_or(start)) - start;
  return result;
}

}  // namespace sounder
