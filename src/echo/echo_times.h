// How long bytes stay in the server, from the read that brought them to the write that took the last of them:
// counted in buckets by any thread, read by any other. Cheap enough for every message: a search among 19
// bounds and two relaxed additions.
#pragma once

#include <algorithm>
#include <array>
#include <atomic>
#include <cstdint>

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
  };

  void record(Duration time) {
    const auto bucket = std::ranges::lower_bound(kBounds, time) - kBounds.begin();
    counts_[static_cast<std::size_t>(bucket)].fetch_add(1, std::memory_order_relaxed);
    sum_ns_.fetch_add(time.count(), std::memory_order_relaxed);
  }

  Snapshot snapshot() const {
    Snapshot now;
    for (std::size_t i = 0; i < counts_.size(); ++i)
      now.counts[i] = counts_[i].load(std::memory_order_relaxed);
    now.sum = Duration(sum_ns_.load(std::memory_order_relaxed));
    return now;
  }

 private:
  std::array<std::atomic<std::uint64_t>, kBounds.size() + 1> counts_{};
  std::atomic<std::int64_t> sum_ns_{0};
};

}  // namespace sounder
