// A keyed bijection of [0, size): every number exactly once, in an order that looks random, with an inverse,
// in constant memory. A value; thread-safe because immutable. No cipher: it spreads the load, it keeps no
// secret.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace sounder {

class Permutation {
 public:
  // precondition: size > 0. The same size and key give the same order on every machine.
  Permutation(std::uint64_t size, std::uint64_t key);

  std::uint64_t size() const { return size_; }
  // precondition: index < size(). `tweak` chooses one of many permutations under one key: one per host, say.
  std::uint64_t at(std::uint64_t index, std::uint64_t tweak = 0) const;
  // The inverse: index_of(at(i, t), t) == i. precondition: value < size().
  std::uint64_t index_of(std::uint64_t value, std::uint64_t tweak = 0) const;

 private:
  static constexpr std::size_t kRounds = 6;
  std::uint64_t forward(std::uint64_t value, std::uint64_t tweak) const;
  std::uint64_t backward(std::uint64_t value, std::uint64_t tweak) const;

  std::uint64_t size_;
  unsigned low_bits_;
  std::uint64_t low_mask_;
  std::uint64_t high_mask_;
  std::array<std::uint64_t, kRounds> keys_;
};

}  // namespace sounder
