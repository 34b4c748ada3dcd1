// A histogram of the time that bytes stay in the server, from their read to the write of the last of them.
// Any thread may add and read. Cheap enough for every message: a search among 19 bounds and three relaxed
// additions.
#pragma once

#include <sched.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cstdint>
#include <optional>

#include "base/clock.h"

namespace sounder {

class EchoTimes {
 public:
  // Upper bounds, each included, in steps of 1, 2.5 and 5 as Prometheus' own; a last bucket takes what is
  // longer.
  static constexpr std::array<Duration, 19> kBounds{
      Duration(10'000),        Duration(25'000),        Duration(50'000),        Duration(100'000),
      Duration(250'000),       Duration(500'000),       Duration(1'000'000),     Duration(2'500'000),
      Duration(5'000'000),     Duration(10'000'000),    Duration(25'000'000),    Duration(50'000'000),
      Duration(100'000'000),   Duration(250'000'000),   Duration(500'000'000),   Duration(1'000'000'000),
      Duration(2'500'000'000), Duration(5'000'000'000), Duration(10'000'000'000)};

  struct Snapshot {
    std::array<std::uint64_t, kBounds.size() + 1> counts{};  // of each bucket alone
    Duration sum{};
    std::uint64_t bytes = 0;
  };

  // `bytes` were sent; `time` is set if no byte is owed to the client any more.
  void on_sent(std::uint64_t bytes, std::optional<Duration> time) {
    // Each processor has cache lines of its own, so that threads do not share them.
    Stripe& mine = stripes_[static_cast<std::size_t>(::sched_getcpu()) % stripes_.size()];
    mine.bytes.fetch_add(bytes, std::memory_order_relaxed);
    if (!time) return;
    const auto bucket = std::ranges::lower_bound(kBounds, *time) - kBounds.begin();
    mine.counts[static_cast<std::size_t>(bucket)].fetch_add(1, std::memory_order_relaxed);
    mine.sum_ns.fetch_add(time->count(), std::memory_order_relaxed);
  }

  Snapshot snapshot() const {
    Snapshot now;
    for (const Stripe& stripe : stripes_) {
      for (std::size_t i = 0; i < stripe.counts.size(); ++i)
        now.counts[i] += stripe.counts[i].load(std::memory_order_relaxed);
      now.sum += Duration(stripe.sum_ns.load(std::memory_order_relaxed));
      now.bytes += stripe.bytes.load(std::memory_order_relaxed);
    }
    return now;
  }

 private:
  struct alignas(64) Stripe {
    std::array<std::atomic<std::uint64_t>, kBounds.size() + 1> counts{};
    std::atomic<std::int64_t> sum_ns{0};
    std::atomic<std::uint64_t> bytes{0};
  };
  std::array<Stripe, 16> stripes_;
};

}  // namespace sounder
