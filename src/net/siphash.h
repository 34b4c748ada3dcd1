// SipHash-2-4 (Aumasson and Bernstein, "SipHash: a fast short-input PRF", INDOCRYPT 2012): without the key
// its values for new words cannot be predicted. Pure, but for random_sip_key().
#pragma once

#include <cstdint>
#include <span>

namespace sounder {

struct SipKey {
  std::uint64_t k0 = 0;
  std::uint64_t k1 = 0;
};

SipKey random_sip_key();  // from the system's random numbers

// Of whole 64-bit words: as the paper's function of 8 * words.size() bytes in little-endian order.
std::uint64_t siphash(const SipKey& key, std::span<const std::uint64_t> words);

}  // namespace sounder
