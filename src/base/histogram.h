// Times counted in log-linear buckets, as HdrHistogram does it: 128 buckets for every power of two, so a
// quantile is at most 1/128 (0.8 %) too high, from 1 ns to 39 hours, in 42 KB. A value. One thread records;
// merging several histograms loses nothing.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "base/clock.h"

namespace sounder {

class Histogram {
 public:
  // Times below zero count as zero, times above the range in the last bucket; max() is exact in any case.
  void record(Duration time) {
    const auto ns = time.count() > 0 ? static_cast<std::uint64_t>(time.count()) : 0;
    ++counts_[index_of(ns)];
    ++count_;
    if (time > max_) max_ = time;
  }
  void merge(const Histogram& other);

  // Buckets, for writers and readers: numbered as HdrHistogram numbers its counts, with two significant
  // digits and 1 ns as the least value (the array of counts of AbstractHistogram, HdrHistogram 2.1).
  static constexpr unsigned kRangeBits = 47;  // 2^47 ns are 39 hours; no run is longer than 24
  static constexpr unsigned kSubBits = 7;
  static constexpr std::size_t kBuckets = (kRangeBits - kSubBits + 1) * (std::size_t{1} << kSubBits);
  std::uint64_t in_bucket(std::size_t bucket) const { return counts_[bucket]; }
  // As if `count` times had been recorded that are the upper edge of this bucket.
  void add(std::size_t bucket, std::uint64_t count);
  // For times that were added: the longest of them, if it is known better than to a bucket.
  void set_max(Duration max) { max_ = max; }

  std::uint64_t count() const { return count_; }
  Duration max() const { return max_; }  // zero if nothing was recorded
  // The time that a share of `q` (0 to 1) of all recorded times does not exceed, by the nearest rank: the
  // upper edge of its bucket, never more than max(). Zero if nothing was recorded.
  Duration quantile(double q) const;
  // How many recorded times lie in buckets that end before `time`: right to one bucket.
  std::uint64_t count_below(Duration time) const;

 private:
  static constexpr std::size_t kSub = std::size_t{1} << kSubBits;

  // Below 2^kSubBits one bucket a nanosecond; above, the top kSubBits bits below the highest one.
  static std::size_t index_of(std::uint64_t ns) {
    if (ns < kSub) return ns;
    const auto high = static_cast<unsigned>(63 - __builtin_clzll(ns));
    if (high >= kRangeBits) return kBuckets - 1;
    const unsigned shift = high - kSubBits;
    return (shift + 1) * kSub + (ns >> shift) - kSub;
  }
  static std::uint64_t upper_edge_ns(std::size_t index);

  std::array<std::uint64_t, kBuckets> counts_{};
  std::uint64_t count_ = 0;
  Duration max_{};
};

}  // namespace sounder
