#include "echo/load/load_schedule.h"

#include <algorithm>
#include <cmath>

namespace sounder {

std::size_t share_of(std::size_t connections, unsigned thread, unsigned threads) {
  return connections / threads + (thread < connections % threads ? 1 : 0);
}

LoadSchedule::LoadSchedule(const LoadOptions& options, unsigned thread) {
  if (!options.rate_per_s) return;
  const auto share = static_cast<double>(share_of(options.connections, thread, options.threads));
  const double between_ns = 1e9 / *options.rate_per_s;  // two requests of the whole run
  interval_ns_ = between_ns * static_cast<double>(options.connections) / share;
  phase_ns_ = between_ns * thread;
}

Instant LoadSchedule::due(std::uint64_t index) const {
  return start_ + Duration(std::llround(phase_ns_ + static_cast<double>(index) * interval_ns_));
}

std::uint64_t LoadSchedule::due_before(Instant end) const {
  if (end <= start_ || interval_ns_ <= 0) return 0;
  const double span_ns = static_cast<double>((end - start_).count()) - phase_ns_;
  auto count = static_cast<std::uint64_t>(std::max(span_ns / interval_ns_, 0.0));
  while (count > 0 && due(count - 1) >= end) --count;
  while (due(count) < end) ++count;
  return count;
}

}  // namespace sounder
