#include "echo/load/load_series.h"

#include <algorithm>

namespace sounder {

Histogram LoadSeries::Point::latency() const {
  Histogram histogram;
  for (const auto& [bucket, count] : buckets) histogram.add(bucket, count);
  histogram.set_max(max);
  return histogram;
}

void LoadSeries::Point::merge(const Point& other) {
  std::vector<std::pair<std::uint32_t, std::uint32_t>> both;
  both.reserve(buckets.size() + other.buckets.size());
  std::ranges::merge(buckets, other.buckets, std::back_inserter(both));
  buckets.clear();
  for (const auto& [bucket, count] : both) {
    if (!buckets.empty() && buckets.back().first == bucket)
      buckets.back().second += count;
    else
      buckets.emplace_back(bucket, count);
  }
  max = std::max(max, other.max);
  errors += other.errors;
  lost += other.lost;
}

void LoadSeries::answered(Instant now, Duration latency) {
  static_cast<void>(point_at(now));
  latency_.record(latency);
}

LoadSeries::Point& LoadSeries::point_at(Instant now) {
  auto index = static_cast<std::size_t>(std::max(now - start_, Duration::zero()) / width_);
  while (index >= kMostPoints) {
    widen();
    index /= 2;
  }
  if (index != open_) {
    close_point();
    open_ = index;
  }
  if (index >= points_.size()) points_.resize(index + 1);
  return points_[index];
}

void LoadSeries::close_point() {
  if (latency_.count() == 0) return;
  Point recorded{.buckets = {}, .max = latency_.max()};
  for (std::uint32_t bucket = 0; bucket < Histogram::kBuckets; ++bucket)
    if (const std::uint64_t count = latency_.in_bucket(bucket); count > 0)
      recorded.buckets.emplace_back(bucket,
                                    static_cast<std::uint32_t>(std::min<std::uint64_t>(count, UINT32_MAX)));
  points_[open_].merge(recorded);
  latency_ = {};
}

// Two points become one.
void LoadSeries::widen() {
  close_point();
  for (std::size_t i = 0; i < points_.size(); ++i) {
    if (i % 2 == 1)
      points_[i / 2].merge(points_[i]);
    else if (i > 0)
      points_[i / 2] = std::move(points_[i]);
  }
  points_.resize((points_.size() + 1) / 2);
  open_ /= 2;
  width_ *= 2;
}

void LoadSeries::merge(LoadSeries other) {
  close_point();
  other.close_point();
  while (width_ < other.width_) widen();
  while (other.width_ < width_) other.widen();
  if (points_.size() < other.points_.size()) points_.resize(other.points_.size());
  for (std::size_t i = 0; i < other.points_.size(); ++i) points_[i].merge(other.points_[i]);
}

LoadSeries LoadSeries::of(Duration width, std::vector<Point> points) {
  LoadSeries series;
  series.width_ = width;
  series.points_ = std::move(points);
  return series;
}

}  // namespace sounder
