#include "base/histogram.h"

#include <algorithm>
#include <cmath>

namespace sounder {

std::uint64_t Histogram::upper_edge_ns(std::size_t index) {
  if (index < kSub) return index;
  const std::size_t shift = index / kSub - 1;
  return ((kSub + index % kSub + 1) << shift) - 1;
}

void Histogram::add(std::size_t bucket, std::uint64_t count) {
  if (count == 0) return;
  counts_[bucket] += count;
  count_ += count;
  max_ = std::max(max_, Duration(static_cast<std::int64_t>(upper_edge_ns(bucket))));
}

void Histogram::merge(const Histogram& other) {
  for (std::size_t i = 0; i < kBuckets; ++i) counts_[i] += other.counts_[i];
  count_ += other.count_;
  max_ = std::max(max_, other.max_);
}

Duration Histogram::quantile(double q) const {
  const double wanted = std::ceil(std::clamp(q, 0.0, 1.0) * static_cast<double>(count_));
  const auto rank = std::max(static_cast<std::uint64_t>(wanted), std::uint64_t{1});
  if (rank >= count_) return max_;
  std::uint64_t seen = 0;
  for (std::size_t i = 0; i < kBuckets; ++i) {
    seen += counts_[i];
    if (seen >= rank) return std::min(Duration(static_cast<std::int64_t>(upper_edge_ns(i))), max_);
  }
  return max_;
}

std::uint64_t Histogram::count_below(Duration time) const {
  if (time <= Duration::zero()) return 0;
  const std::size_t end = index_of(static_cast<std::uint64_t>(time.count()));
  std::uint64_t below = 0;
  for (std::size_t i = 0; i < end; ++i) below += counts_[i];
  return below;
}

}  // namespace sounder
