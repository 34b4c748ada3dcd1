#include "tests/scan/lab/link_model.h"

#include <algorithm>
#include <cmath>

namespace sounder::test {
namespace {

Duration from_seconds(double s) {
  return std::chrono::duration_cast<Duration>(std::chrono::duration<double>(s));
}

}  // namespace

double LinkCounts::over_half_share() const {
  return last > first ? seconds(over_half) / seconds(last - first) : 0;
}

bool LinkModel::chance(double probability) {
  return probability > 0 && std::uniform_real_distribution<>(0, 1)(random_) < probability;
}

Duration LinkModel::upto(Duration most) {
  if (most <= Duration::zero()) return {};
  return Duration(std::uniform_int_distribution<Duration::rep>(0, most.count())(random_));
}

Duration LinkModel::exponential(Duration mean) {
  if (mean <= Duration::zero()) return {};
  return from_seconds(std::exponential_distribution<>(1 / seconds(mean))(random_));
}

std::optional<Instant> LinkModel::leave_queue(Instant now) {
  if (spec_.rate_per_s <= 0) return now;
  const double queue = std::max(0.0, seconds(busy_until_ - now) * spec_.rate_per_s);
  if (queue + 1 > spec_.queue_packets) {
    ++counts_.dropped;
    return std::nullopt;
  }
  counts_.largest_queue = std::max(counts_.largest_queue, static_cast<std::uint32_t>(std::ceil(queue + 1)));
  const Instant before = std::max(busy_until_, now);
  busy_until_ = before + from_seconds(1 / spec_.rate_per_s);
  // The queue empties at a known rate, so this packet alone says how much longer it is more than half full.
  const Instant half_from = now + from_seconds(spec_.queue_packets / 2.0 / spec_.rate_per_s);
  if (busy_until_ > half_from) counts_.over_half += busy_until_ - std::max(before, half_from);
  return busy_until_;
}

bool LinkModel::lost(Instant now) {
  if (spec_.bursts.good > Duration::zero()) {
    if (!spell_end_) spell_end_ = now + exponential(spec_.bursts.good);
    while (now >= *spell_end_) {
      bad_ = !bad_;
      *spell_end_ += exponential(bad_ ? spec_.bursts.bad : spec_.bursts.good) + Duration(1);
    }
  }
  return (bad_ && chance(spec_.bursts.loss)) || chance(spec_.loss);
}

LinkModel::Fate LinkModel::pass(Instant now) {
  if (counts_.arrived++ == 0) counts_.first = now;
  counts_.last = now;
  const auto left = leave_queue(now);
  if (!left) return {};
  if (lost(now)) {
    ++counts_.lost;
    return {};
  }
  Fate fate{.first = *left + spec_.delay + upto(spec_.jitter), .second = {}};
  if (chance(spec_.reordered)) *fate.first += upto(spec_.delay);
  if (chance(spec_.duplicated)) {
    ++counts_.duplicated;
    fate.second = *fate.first + upto(spec_.delay);
  }
  return fate;
}

}  // namespace sounder::test
