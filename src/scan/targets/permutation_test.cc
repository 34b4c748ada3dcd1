#include "scan/targets/permutation.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <vector>

#include "base/mix_bits.h"

namespace sounder {
namespace {

void expect_bijection(std::uint64_t size, std::uint64_t seed, std::uint64_t tweak) {
  const Permutation order(size, seed);
  std::vector<bool> seen(size, false);
  for (std::uint64_t i = 0; i < size; ++i) {
    const std::uint64_t value = order.at(i, tweak);
    ASSERT_LT(value, size);
    ASSERT_FALSE(seen[value]) << "size " << size << " seed " << seed << " gives " << value << " twice";
    seen[value] = true;
    ASSERT_EQ(order.index_of(value, tweak), i) << "size " << size << " seed " << seed;
  }
}

TEST(Permutation, GivesEveryNumberOnceForEverySmallSize) {
  for (std::uint64_t size = 1; size <= 600; ++size) expect_bijection(size, size * 31, size % 7);
}

TEST(Permutation, GivesEveryNumberOnceForManySeeds) {
  for (std::uint64_t seed = 0; seed < 30; ++seed)
    for (const std::uint64_t size : {1000U, 1024U, 1025U, 65535U}) expect_bijection(size, seed, seed * 977);
}

TEST(Permutation, GivesEveryNumberOnceAroundPowersOfTwo) {
  for (const std::uint64_t size : {(1U << 20) - 1, 1U << 20, (1U << 20) + 1}) expect_bijection(size, 9, 0);
}

TEST(Permutation, HasAnInverseForSizesThatNobodyCanWalk) {
  for (const std::uint64_t size :
       {std::uint64_t{1} << 40, (std::uint64_t{1} << 63) + 12345, ~std::uint64_t{0}}) {
    const Permutation order(size, 4);
    for (std::uint64_t i = 0; i < 10000; ++i) {
      const std::uint64_t index = mix_bits(i) % size;
      ASSERT_EQ(order.index_of(order.at(index, i), i), index);
    }
  }
}

TEST(Permutation, DependsOnSeedAndTweak) {
  const Permutation one(65535, 1);
  const Permutation two(65535, 2);
  int same_seed = 0;
  int same_tweak = 0;
  for (std::uint64_t i = 0; i < 10000; ++i) {
    if (one.at(i) == two.at(i)) ++same_seed;
    if (one.at(i, 1) == one.at(i, 2)) ++same_tweak;
  }
  EXPECT_LT(same_seed, 10);
  EXPECT_LT(same_tweak, 10);
}

// A run of one range of ports must be hit in proportion to time, or answer ratios would drift in a scan.
TEST(Permutation, SpreadsEveryRangeEvenlyOverTime) {
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    const Permutation order(65535, seed);
    for (std::uint64_t window = 0; window + 4096 <= 65535; window += 4096) {
      int low = 0;
      for (std::uint64_t i = window; i < window + 4096; ++i) low += order.at(i, seed) < 6553 ? 1 : 0;
      EXPECT_NEAR(low, 410, 110) << "seed " << seed << " window " << window;  // 410 expected, sigma 19
    }
  }
}

}  // namespace
}  // namespace sounder
