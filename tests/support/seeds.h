// Seeds of tests that draw their cases at random: the same ones in every run, and the one that failed is
// printed. SOUNDER_SEED=17 runs that one alone.
#pragma once

#include <gtest/gtest.h>

#include <cstdint>
#include <cstdlib>
#include <random>

namespace sounder::test {

// Calls property(random) for seeds 1 to `count`, until one of them fails.
template <typename Property>
void for_seeds(std::uint64_t count, Property&& property) {
  const char* const alone = std::getenv("SOUNDER_SEED");
  const std::uint64_t first = alone != nullptr ? std::strtoull(alone, nullptr, 10) : 1;
  const std::uint64_t last = alone != nullptr ? first : count;
  for (std::uint64_t seed = first; seed <= last && !testing::Test::HasFailure(); ++seed) {
    SCOPED_TRACE(testing::Message() << "again with SOUNDER_SEED=" << seed);
    std::mt19937_64 random(seed);
    property(random);
  }
}

// From `least` to `most`.
inline std::uint64_t between(std::mt19937_64& random, std::uint64_t least, std::uint64_t most) {
  return std::uniform_int_distribution<std::uint64_t>(least, most)(random);
}

}  // namespace sounder::test
