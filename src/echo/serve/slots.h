// Slots for clients, addressed by a tag: an index and a generation, so that a completion or event for a
// client that has left never reaches the next one in its slot. Addresses stay the same while a client is in.
// One thread.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <utility>
#include <vector>

namespace sounder {

template <typename Client>
class Slots {
 public:
  // 32 bits of index and kGenerationBits of generation; the bits above are free for the caller's own use.
  using Tag = std::uint64_t;
  static constexpr unsigned kGenerationBits = 28;
  static constexpr unsigned kTagBits = 32 + kGenerationBits;

  template <typename... Args>
  std::pair<Tag, Client&> add(Args&&... args) {
    if (free_.empty()) {
      free_.push_back(static_cast<std::uint32_t>(slots_.size()));
      slots_.emplace_back();
    }
    const std::uint32_t index = free_.back();
    Slot& slot = slots_[index];
    Client& client = slot.client.emplace(std::forward<Args>(args)...);
    free_.pop_back();
    ++size_;
    return {Tag{slot.generation} << 32U | index, client};
  }

  // nullptr if that client has left.
  Client* find(Tag tag) {
    const auto index = static_cast<std::uint32_t>(tag);
    if (index >= slots_.size()) return nullptr;
    Slot& slot = slots_[index];
    return slot.client && slot.generation == tag >> 32U ? &*slot.client : nullptr;
  }

  // Precondition: find(tag).
  void remove(Tag tag) {
    const auto index = static_cast<std::uint32_t>(tag);
    Slot& slot = slots_[index];
    slot.client.reset();
    slot.generation = (slot.generation + 1) & ((1U << kGenerationBits) - 1);
    free_.push_back(index);
    --size_;
  }

  // Calls f(tag, client) for all; f may remove the one it is called with.
  template <typename F>
  void for_each(F&& f) {
    for (std::size_t i = 0; i < slots_.size(); ++i)
      if (slots_[i].client) f(Tag{slots_[i].generation} << 32U | i, *slots_[i].client);
  }

  std::size_t size() const { return size_; }

 private:
  struct Slot {
    std::uint32_t generation = 0;
    std::optional<Client> client;
  };
  std::deque<Slot> slots_;
  std::vector<std::uint32_t> free_;
  std::size_t size_ = 0;
};

}  // namespace sounder
