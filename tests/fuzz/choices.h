// The bytes of a fuzzer as choices: which event comes next, how many bytes, how much time passes. Out of
// bytes, every choice is the first one and done() holds, so that a target's loop ends.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>

namespace sounder::fuzz {

class Choices {
 public:
  Choices(const std::uint8_t* data, std::size_t size) : rest_(data, size) {}

  bool done() const { return rest_.empty(); }
  std::uint8_t byte() {
    if (rest_.empty()) return 0;
    const std::uint8_t first = rest_.front();
    rest_ = rest_.subspan(1);
    return first;
  }
  // From 0 to `most`, of as many bytes as that needs.
  std::uint64_t up_to(std::uint64_t most) {
    std::uint64_t value = 0;
    for (std::uint64_t left = most; left != 0; left >>= 8U) value = value << 8U | byte();
    return most == ~std::uint64_t{0} ? value : value % (most + 1);
  }
  bool yes() { return (byte() & 1U) != 0; }
  // At most `most` bytes as they are.
  std::span<const std::byte> bytes(std::size_t most) {
    const auto taken = rest_.first(std::min(most, rest_.size()));
    rest_ = rest_.subspan(taken.size());
    return std::as_bytes(taken);
  }

 private:
  std::span<const std::uint8_t> rest_;
};

}  // namespace sounder::fuzz
