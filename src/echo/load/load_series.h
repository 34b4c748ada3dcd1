// What a load run did in each second: answers with their times, and errors. One thread's part, or all of them
// merged. A run that is longer than kMostPoints seconds has points of two seconds, or four, and so on. Pure.
#pragma once

#include <cstdint>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "base/histogram.h"

namespace sounder {

// An hour by the second: with a few hundred buckets in use, 8 bytes each, some 10 MB.
inline constexpr std::size_t kMostPoints = 3600;

class LoadSeries {
 public:
  struct Point {
    // The buckets of Histogram that hold something, in ascending order, and how much.
    std::vector<std::pair<std::uint32_t, std::uint32_t>> buckets;
    Duration max{};
    std::uint64_t errors = 0;  // wrong bytes among them
    std::uint64_t lost = 0;    // UDP

    Histogram latency() const;
    void merge(const Point& other);
  };

  void start(Instant now) { start_ = now; }
  void answered(Instant now, Duration latency);
  // An error before start() is not part of the series.
  void failed(Instant now) {
    if (start_ != Instant{}) ++point_at(now).errors;
  }
  void lost(Instant now, std::uint64_t count) { point_at(now).lost += count; }
  // Once, before points() and merge(): nothing more is recorded.
  void finish() { close_point(); }

  Duration width() const { return width_; }
  const std::vector<Point>& points() const { return points_; }
  // Both begin at the same moment.
  void merge(LoadSeries other);
  // A finished series with these points, for a run that is read from a file.
  static LoadSeries of(Duration width, std::vector<Point> points);

 private:
  Point& point_at(Instant now);
  void close_point();
  void widen();

  Instant start_{};
  Duration width_ = std::chrono::seconds(1);
  std::vector<Point> points_;
  std::size_t open_ = 0;  // the point that latency_ belongs to
  Histogram latency_;     // of the point that is being recorded
};

}  // namespace sounder
