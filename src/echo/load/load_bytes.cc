#include "echo/load/load_bytes.h"

#include <algorithm>
#include <cstring>
#include <random>

#include "echo/load/limits.h"

namespace sounder {

LoadBytes::LoadBytes(std::uint64_t seed) : seed_(seed), ring_(kLoadRingBytes + kLoadPieceBytes) {
  std::mt19937_64 random(seed);
  for (std::size_t i = 0; i < ring_.size(); i += sizeof(std::uint64_t)) {
    const std::uint64_t word = random();
    std::memcpy(ring_.data() + i, &word, sizeof word);
  }
}

std::size_t LoadBytes::matching(std::uint64_t stream, std::uint64_t position,
                                std::span<const std::byte> got) const {
  std::size_t right = 0;
  while (right < got.size()) {
    const auto wanted = at(stream, position + right);
    const std::size_t size = std::min(wanted.size(), got.size() - right);
    const auto piece = got.subspan(right, size);
    if (std::memcmp(piece.data(), wanted.data(), size) != 0)
      return right + static_cast<std::size_t>(std::ranges::mismatch(piece, wanted).in1 - piece.begin());
    right += size;
  }
  return right;
}

}  // namespace sounder
