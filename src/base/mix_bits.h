// Spreads the bits of a number, for seeds, keys and hash tables. Not a cipher. Pure.
#pragma once

#include <cstdint>

namespace sounder {

// 64 well-mixed bits from 64 (splitmix64, Steele, Lea and Flood 2014).
inline std::uint64_t mix_bits(std::uint64_t value) {
  value += 0x9e3779b97f4a7c15U;
  value = (value ^ (value >> 30U)) * 0xbf58476d1ce4e5b9U;
  value = (value ^ (value >> 27U)) * 0x94d049bb133111ebU;
  return value ^ (value >> 31U);
}

}  // namespace sounder
