#include "scan/plan/queue_detector.h"

#include <gtest/gtest.h>

#include <random>

namespace sounder {
namespace {

using std::chrono::microseconds;
using std::chrono::milliseconds;

constexpr Duration kRoundTrip = milliseconds(40);

class Queue : public testing::Test {
 protected:
  Queue() { detector.set_round_trip(kRoundTrip, kRoundTrip / 2); }

  // An epoch of 20 ms with `count` answers; `excess` by the time of sending in the epoch.
  template <typename F>
  Epoch epoch(int count, F excess) {
    Epoch made;
    for (int i = 0; i < count; ++i) {
      const Duration at = kRoundTrip / 2 * i / count;
      made.last_sent = made.start + at;
      detector.on_answer(made, made.start + at, excess(at));
    }
    return made;
  }

  QueueDetector detector;
};

TEST_F(Queue, ThatStandsIsSeenBeforeAllAnswersAreIn) {
  EXPECT_TRUE(detector.sees_queue(epoch(50, [](Duration) { return milliseconds(8); }), false));
  EXPECT_FALSE(detector.sees_queue(epoch(50, [](Duration) { return milliseconds(3); }), true));
}

TEST_F(Queue, ThatGrowsIsSeenWhenAllAnswersAreIn) {
  const Epoch growing = epoch(50, [](Duration at) { return at / 2; });
  EXPECT_FALSE(detector.stands(growing));
  EXPECT_FALSE(detector.sees_queue(growing, false));
  EXPECT_TRUE(detector.sees_queue(growing, true));
  EXPECT_NEAR(detector.growth(growing), 0.5, 0.01);
}

TEST_F(Queue, IsNoneWhereAnswersOnlyJitter) {
  std::mt19937_64 random(1);
  const auto jitter = [&](Duration) { return Duration(microseconds(random() % 20'000)); };
  for (int i = 0; i < 20; ++i) epoch(50, jitter);  // how much there is must be learned first
  int seen = 0;
  for (int i = 0; i < 500; ++i) seen += detector.sees_queue(epoch(50, jitter), true) ? 1 : 0;
  EXPECT_LE(seen, 2);
}

TEST_F(Queue, IsSaidByNoFewAnswers) {
  EXPECT_FALSE(detector.sees_queue(epoch(3, [](Duration) { return milliseconds(30); }), true));
}

TEST_F(Queue, OfOneRoundTripNeedsHalfOfTheRateForTwo) {
  EXPECT_NEAR(detector.to_drain(epoch(50, [](Duration) { return kRoundTrip; })), 0.5, 1e-9);
  detector.set_round_trip(milliseconds(2), milliseconds(2));
  EXPECT_EQ(detector.to_drain(epoch(50, [](Duration) { return milliseconds(5); })), 0);
}

}  // namespace
}  // namespace sounder
