// Packets on their way through the lab's link, by the time they come out; at the same time, in the order they
// came. Holds copies, in rooms that are used again. Pure, one thread.
#pragma once

#include <array>
#include <cstdint>
#include <cstring>
#include <memory>
#include <optional>
#include <queue>
#include <span>
#include <tuple>
#include <vector>

#include "base/clock.h"

namespace sounder::test {

enum class Side : std::uint8_t { kNear, kFar };  // of the scanner, of the target

class DuePackets {
 public:
  static constexpr std::size_t kLargest = 2048;  // bytes: an Ethernet's packet and room to spare
  static constexpr std::size_t kMost = 65'536;   // 128 MB; at 200,000 packets/s a third of a second

  // False if there is no room, or the packet is too large.
  bool add(Instant due, Side to, std::span<const std::byte> packet) {
    if (packet.size() > kLargest || (free_.empty() && rooms_.size() == kMost)) return false;
    if (free_.empty()) {
      free_.push_back(static_cast<std::uint32_t>(rooms_.size()));
      rooms_.push_back(std::make_unique<Room>());
    }
    const std::uint32_t room = free_.back();
    free_.pop_back();
    std::memcpy(rooms_[room]->data(), packet.data(), packet.size());
    heap_.push({due, order_++, room, static_cast<std::uint16_t>(packet.size()), to});
    return true;
  }

  std::optional<Instant> next() const {
    return heap_.empty() ? std::nullopt : std::optional(heap_.top().due);
  }

  // The first packet that is due by `now` goes to deliver(side, bytes, due); false if there is none.
  template <class Deliver>
  bool take(Instant now, Deliver&& deliver) {
    if (heap_.empty() || heap_.top().due > now) return false;
    const Entry entry = heap_.top();
    heap_.pop();
    deliver(entry.to, std::span<const std::byte>(*rooms_[entry.room]).first(entry.bytes), entry.due);
    free_.push_back(entry.room);
    return true;
  }

 private:
  using Room = std::array<std::byte, kLargest>;
  struct Entry {
    Instant due;
    std::uint64_t order;
    std::uint32_t room;
    std::uint16_t bytes;
    Side to;
    bool operator<(const Entry& other) const {
      return std::tie(other.due, other.order) < std::tie(due, order);
    }
  };

  std::priority_queue<Entry> heap_;
  std::vector<std::unique_ptr<Room>> rooms_;
  std::vector<std::uint32_t> free_;
  std::uint64_t order_ = 0;
};

}  // namespace sounder::test
