#include "scan/targets/permutation.h"

#include <bit>
#include <cassert>

#include "base/mix_bits.h"

namespace sounder {
namespace {

// The round function: two multiplications spread every bit of the half and of the key over the upper 32.
std::uint64_t scramble(std::uint64_t half, std::uint64_t key) {
  std::uint64_t x = (half ^ key) * 0x9e3779b97f4a7c15U;
  x ^= x >> 32U;
  x *= 0xd6e8feb86659fd93U;
  return x >> 32U;
}

}  // namespace

// A Feistel network over the smallest power of two that holds `size`, in halves that differ by a bit at most,
// so that walking on from a number outside [0, size) takes less than two steps on average (cycle walking,
// Black and Rogaway, "Ciphers with Arbitrary Finite Domains", 2002).
Permutation::Permutation(std::uint64_t size, std::uint64_t key) : size_(size) {
  assert(size > 0);
  const auto bits = static_cast<unsigned>(std::bit_width(size - 1));
  low_bits_ = bits / 2;
  low_mask_ = (std::uint64_t{1} << low_bits_) - 1;
  high_mask_ = (std::uint64_t{1} << (bits - low_bits_)) - 1;
  for (std::uint64_t& round : keys_) round = key = mix_bits(key);
}

std::uint64_t Permutation::forward(std::uint64_t value, std::uint64_t tweak) const {
  std::uint64_t low = value & low_mask_;
  std::uint64_t high = value >> low_bits_;
  for (std::size_t round = 0; round < kRounds; round += 2) {
    high ^= scramble(low, keys_[round] ^ tweak) & high_mask_;
    low ^= scramble(high, keys_[round + 1] ^ tweak) & low_mask_;
  }
  return high << low_bits_ | low;
}

std::uint64_t Permutation::backward(std::uint64_t value, std::uint64_t tweak) const {
  std::uint64_t low = value & low_mask_;
  std::uint64_t high = value >> low_bits_;
  for (std::size_t round = kRounds; round != 0; round -= 2) {
    low ^= scramble(high, keys_[round - 1] ^ tweak) & low_mask_;
    high ^= scramble(low, keys_[round - 2] ^ tweak) & high_mask_;
  }
  return high << low_bits_ | low;
}

std::uint64_t Permutation::at(std::uint64_t index, std::uint64_t tweak) const {
  if (size_ == 1) return 0;
  do index = forward(index, tweak);
  while (index >= size_);
  return index;
}

std::uint64_t Permutation::index_of(std::uint64_t value, std::uint64_t tweak) const {
  if (size_ == 1) return 0;
  do value = backward(value, tweak);
  while (value >= size_);
  return value;
}

}  // namespace sounder
