// Many deadlines, cheaply: a hashed wheel (Varghese and Lauck 1987) over a pool of nodes. Adding and expiring
// cost a few nanoseconds each whatever is in it; memory is what was in it at once. Deadlines are rounded up
// to a tick, so nothing expires early and nothing more than a tick late. One owner, one thread.
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <optional>
#include <vector>

#include "base/clock.h"

namespace sounder {

template <typename Payload>
class TimerWheel {
 public:
  static constexpr Duration kTick{1 << 19};  // 0.52 ms: finer than epoll_wait can sleep, a shift to compute

  explicit TimerWheel(Instant start) : start_(start) { heads_.fill(kNone); }

  std::size_t size() const { return size_; }

  void add(Instant when, const Payload& payload) {
    const std::int64_t ticks =
        (std::max(when - start_, Duration::zero()) + kTick - Duration(1)).count() >> kShift;
    const std::uint64_t tick = std::max(static_cast<std::uint64_t>(ticks), next_tick_);
    std::uint32_t node = free_;
    if (node == kNone) {
      node = static_cast<std::uint32_t>(nodes_.size());
      nodes_.push_back({tick, kNone, payload});
    } else {
      free_ = nodes_[node].next;
      nodes_[node] = {tick, kNone, payload};
    }
    ++size_;
    link(node);
  }

  // Calls f(payload) for everything due at `now`, tick by tick. f may add; what it adds for the past comes a
  // tick later.
  template <typename F>
  void expire(Instant now, F&& f) {
    if (now < start_) return;
    const auto last = static_cast<std::uint64_t>((now - start_).count() >> kShift);
    while (next_tick_ <= last) {
      if (size_ == 0) {
        next_tick_ = last + 1;
        return;
      }
      const std::uint64_t tick = next_tick_;
      next_tick_ = tick + std::min(empty_slots_from(tick), last + 1 - tick);
      if (next_tick_ != tick) continue;
      ++next_tick_;
      expire_slot(tick, f);
    }
  }

  // When expire() next has something to do. May be early for a deadline further away than the wheel is round.
  std::optional<Instant> next() const {
    if (size_ == 0) return std::nullopt;
    const std::uint64_t tick = next_tick_ + empty_slots_from(next_tick_);
    return start_ + Duration(static_cast<std::int64_t>(tick << kShift));
  }

 private:
  static constexpr unsigned kShift = 19;
  static constexpr std::uint32_t kNone = ~std::uint32_t{0};
  static constexpr std::uint64_t kSlots = 4096;  // 2.1 s: the ceiling of a try's timeout fits

  struct Node {
    std::uint64_t tick;
    std::uint32_t next;
    Payload payload;
  };

  void link(std::uint32_t node) {
    // Further away than once around: as far as it goes, and linked again from there.
    const std::uint64_t slot = std::min(nodes_[node].tick, next_tick_ + kSlots - 1) % kSlots;
    nodes_[node].next = heads_[slot];
    heads_[slot] = node;
    occupied_[slot / 64] |= std::uint64_t{1} << slot % 64;
  }

  template <typename F>
  void expire_slot(std::uint64_t tick, F& f) {
    const std::uint64_t slot = tick % kSlots;
    // Nodes hang newest first; callers get them in the order they were added.
    std::uint32_t reversed = kNone;
    for (std::uint32_t node = heads_[slot]; node != kNone;) {
      const std::uint32_t next = nodes_[node].next;
      nodes_[node].next = reversed;
      reversed = node;
      node = next;
    }
    heads_[slot] = kNone;
    occupied_[slot / 64] &= ~(std::uint64_t{1} << slot % 64);
    for (std::uint32_t node = reversed; node != kNone;) {
      const std::uint32_t next = nodes_[node].next;
      if (nodes_[node].tick > tick) {
        link(node);
      } else {
        const Payload payload = nodes_[node].payload;
        nodes_[node].next = free_;
        free_ = node;
        --size_;
        f(payload);
      }
      node = next;
    }
  }

  // How many slots from that of `tick` on are empty, at most kSlots.
  std::uint64_t empty_slots_from(std::uint64_t tick) const {
    const std::uint64_t slot = tick % kSlots;
    std::uint64_t word = occupied_[slot / 64] >> slot % 64;
    if (word != 0) return static_cast<std::uint64_t>(std::countr_zero(word));
    std::uint64_t empty = 64 - slot % 64;
    for (std::uint64_t i = 1; i <= kSlots / 64; ++i, empty += 64) {
      word = occupied_[(slot / 64 + i) % (kSlots / 64)];
      if (word != 0) return empty + static_cast<std::uint64_t>(std::countr_zero(word));
    }
    return kSlots;
  }

  Instant start_;
  std::uint64_t next_tick_ = 0;  // the first that has not expired
  std::uint32_t free_ = kNone;
  std::size_t size_ = 0;
  std::vector<Node> nodes_;
  std::array<std::uint32_t, kSlots> heads_;
  std::array<std::uint64_t, kSlots / 64> occupied_{};
};

}  // namespace sounder
