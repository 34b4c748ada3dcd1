#include "scan/plan/canaries.h"

#include <gtest/gtest.h>

#include <set>

namespace sounder {
namespace {

TEST(Canaries, NoneBeforeAnythingAnswered) {
  Canaries canaries;
  EXPECT_FALSE(canaries.any());
  EXPECT_FALSE(canaries.send(false));
}

TEST(Canaries, GoToClosedPortsUnlessOpenOnesAreAskedForOrNothingElseIsKnown) {
  Canaries canaries;
  canaries.learn(7, true);
  EXPECT_TRUE(canaries.send(false)->to_open);
  canaries.learn(9, false);
  EXPECT_EQ(canaries.send(false)->pair, 9);
  EXPECT_EQ(canaries.send(true)->pair, 7);
}

TEST(Canaries, HaveNumbersOfTheirOwnAndEndOnce) {
  Canaries canaries;
  canaries.learn(7, false);
  std::set<int> numbers;
  for (int i = 0; i < 127; ++i) {
    const auto flight = canaries.send(false);
    ASSERT_TRUE(flight);
    EXPECT_TRUE(flight->number.is_canary());
    EXPECT_TRUE(numbers.insert(flight->number.byte()).second);
  }
  EXPECT_FALSE(canaries.send(false));  // all out
  EXPECT_FALSE(canaries.end(8, TryNumber::of_canary(0)));
  EXPECT_TRUE(canaries.end(7, TryNumber::of_canary(0)));
  EXPECT_FALSE(canaries.end(7, TryNumber::of_canary(0)));  // an answer that came twice
  EXPECT_TRUE(canaries.send(false));
  EXPECT_FALSE(canaries.end(7, TryNumber::of_pass(3)));  // no canary's number
}

}  // namespace
}  // namespace sounder
