#include "scan/plan/canaries.h"

#include <gtest/gtest.h>

#include <set>
#include <utility>
#include <vector>

namespace sounder {
namespace {

using std::chrono::milliseconds;
using Fate = Canaries::Fate;

std::optional<Canaries::Flight> send(Canaries& canaries, bool prefer_open = false, Instant now = {}) {
  return canaries.send(now, milliseconds(100), {}, prefer_open);
}

// The numbers of those that are settled, and whether they were answered.
std::vector<std::pair<int, bool>> settled(Canaries& canaries) {
  std::vector<std::pair<int, bool>> all;
  canaries.settle([&](const Canaries::Flight& flight, bool answered) {
    all.emplace_back(flight.number.canary(), answered);
  });
  return all;
}

TEST(Canaries, NoneBeforeAnythingAnswered) {
  Canaries canaries;
  EXPECT_FALSE(canaries.any());
  EXPECT_FALSE(send(canaries));
}

TEST(Canaries, GoToClosedPortsUnlessOpenOnesAreAskedForOrNothingElseIsKnown) {
  Canaries canaries;
  canaries.learn(7, true);
  EXPECT_TRUE(send(canaries)->to_open);
  canaries.learn(9, false);
  EXPECT_EQ(send(canaries)->pair, 9);
  EXPECT_EQ(send(canaries, true)->pair, 7);
}

TEST(Canaries, HaveNumbersOfTheirOwnAndEndOnce) {
  Canaries canaries;
  canaries.learn(7, false);
  std::set<int> numbers;
  for (int i = 0; i < 127; ++i) {
    const auto flight = send(canaries);
    ASSERT_TRUE(flight);
    EXPECT_TRUE(flight->number.is_canary());
    EXPECT_TRUE(numbers.insert(flight->number.byte()).second);
  }
  EXPECT_FALSE(send(canaries));  // all out
  EXPECT_FALSE(canaries.end(8, TryNumber::of_canary(0), Fate::kAnswered));
  EXPECT_TRUE(canaries.end(7, TryNumber::of_canary(0), Fate::kAnswered));
  EXPECT_FALSE(canaries.end(7, TryNumber::of_canary(0), Fate::kAnswered));  // an answer that came twice
  EXPECT_FALSE(send(canaries));
  EXPECT_EQ(settled(canaries).size(), 1U);
  EXPECT_TRUE(send(canaries));
  EXPECT_FALSE(canaries.end(7, TryNumber::of_pass(3), Fate::kAnswered));  // no canary's number
}

// Lost ones are known to be later than answered ones. Told in the order of their ends, they would come in
// bunches, which look like a path that carries nothing.
TEST(Canaries, AreToldInTheOrderOfSending) {
  Canaries canaries;
  canaries.learn(7, false);
  for (int i = 0; i < 4; ++i) send(canaries);
  canaries.end(7, TryNumber::of_canary(1), Fate::kAnswered);
  canaries.end(7, TryNumber::of_canary(2), Fate::kUnsent);
  EXPECT_TRUE(settled(canaries).empty());
  canaries.end_due(Instant{} + milliseconds(100), 7, TryNumber::of_canary(0));
  EXPECT_EQ(settled(canaries), (std::vector<std::pair<int, bool>>{{0, false}, {1, true}}));
  canaries.end(7, TryNumber::of_canary(3), Fate::kAnswered);
  EXPECT_EQ(settled(canaries), (std::vector<std::pair<int, bool>>{{3, true}}));
}

// A number is used again after 127, and the timer of the canary that had it before may still be set.
TEST(Canaries, TheTimerOfAnEarlierOneEndsNoOtherOfItsNumber) {
  Canaries canaries;
  canaries.learn(7, false);
  for (int i = 0; i < 127; ++i) {
    send(canaries);
    canaries.end(7, TryNumber::of_canary(static_cast<std::uint8_t>(i)), Fate::kAnswered);
    settled(canaries);
  }
  const Instant later = Instant{} + milliseconds(50);
  ASSERT_EQ(send(canaries, false, later)->number, TryNumber::of_canary(0));
  EXPECT_FALSE(canaries.end_due(Instant{} + milliseconds(100), 7, TryNumber::of_canary(0)));
  EXPECT_TRUE(canaries.end_due(later + milliseconds(100), 7, TryNumber::of_canary(0)));
}

}  // namespace
}  // namespace sounder
