// The bytes that connections of a load run send: one stream for each, computed from the number of the stream
// and the position in it. So nothing under way is stored, and each received byte can be verified, however the
// stream was split. Immutable once made; any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "echo/load/limits.h"

namespace sounder {

class LoadBytes {
 public:
  explicit LoadBytes(std::uint64_t seed);

  // The bytes of `stream` from `position` on, as many as lie together: to the end of a piece of
  // kLoadPieceBytes, at least one.
  std::span<const std::byte> at(std::uint64_t stream, std::uint64_t position) const {
    const std::uint64_t within = position % kLoadPieceBytes;
    return {ring_.data() + start_of(stream, position / kLoadPieceBytes) + within, kLoadPieceBytes - within};
  }
  // What belongs to number `number` of `stream` and to no other, for messages that arrive in any order or
  // not.
  std::uint64_t check(std::uint64_t stream, std::uint64_t number) const { return mixed(~stream, number); }
  // How many of `got` are the bytes of `stream` from `position` on, before the first wrong one.
  std::size_t matching(std::uint64_t stream, std::uint64_t position, std::span<const std::byte> got) const;

 private:
  // Where in the ring a piece begins: another place for every piece of every stream, by splitmix64's
  // finalizer (Steele, Lea, Flood, "Fast Splittable Pseudorandom Number Generators", 2014).
  std::size_t start_of(std::uint64_t stream, std::uint64_t piece) const {
    return mixed(stream, piece) % kLoadRingBytes;
  }
  std::uint64_t mixed(std::uint64_t stream, std::uint64_t piece) const {
    std::uint64_t z = seed_ + stream * 0x9E3779B97F4A7C15U + piece * 0xD1B54A32D192ED03U;
    z = (z ^ (z >> 30U)) * 0xBF58476D1CE4E5B9U;
    z = (z ^ (z >> 27U)) * 0x94D049BB133111EBU;
    return z ^ (z >> 31U);
  }

  std::uint64_t seed_;
  std::vector<std::byte> ring_;  // and a piece more, so that a piece never wraps
};

}  // namespace sounder
