#include "scan/plan/limit_detector.h"

#include <gtest/gtest.h>

namespace sounder {
namespace {

using State = LimitDetector::State;

class Limit : public testing::Test {
 protected:
  Limit() {
    for (int i = 0; i < 10; ++i) baseline.learn(epoch(100, 100, 0, 0), Counted::kAll);
  }
  static Epoch epoch(double firsts, double answered, double opens, double opens_answered) {
    Epoch made;
    made.sent[ProbeKind::kFirst] = firsts;
    made.got[ProbeKind::kFirst] = answered;
    made.sent[ProbeKind::kOpenCanary] = opens;
    made.got[ProbeKind::kOpenCanary] = opens_answered;
    return made;
  }
  bool proven_within(int epochs, const Epoch& each) {
    for (int i = 0; i < epochs; ++i)
      if (detector.on_epoch(each, baseline, true)) return true;
    return false;
  }

  AnswerBaseline baseline;
  LimitDetector detector{0.1};
};

TEST_F(Limit, IsProvenByOpenPortsThatAnswerWhileResetsAreMissing) {
  EXPECT_TRUE(proven_within(10, epoch(100, 40, 8, 8)));
  EXPECT_TRUE(detector.limits_resets());
  EXPECT_EQ(detector.counted(), Counted::kOpenPorts);
}

TEST_F(Limit, IsNoneWhereOpenPortsFallSilentToo) {
  EXPECT_FALSE(proven_within(20, epoch(100, 40, 8, 4)));
  EXPECT_EQ(detector.state(), State::kSuspected);
}

TEST_F(Limit, IsOnlySuspectedAsLongAsNoOpenPortIsAsked) {
  EXPECT_FALSE(proven_within(20, epoch(100, 40, 0, 0)));
  EXPECT_TRUE(detector.wants_open_canaries());
  EXPECT_EQ(detector.counted(), Counted::kAll);
}

TEST_F(Limit, SuspicionEndsSomeEpochsAfterTheLoss) {
  detector.on_epoch(epoch(100, 40, 0, 0), baseline, true);
  EXPECT_EQ(detector.state(), State::kSuspected);
  for (int i = 0; i < 20; ++i) detector.on_epoch(epoch(100, 100, 0, 0), baseline, false);
  EXPECT_EQ(detector.state(), State::kNone);
}

TEST_F(Limit, IsGoneWhenAsManyAnswersComeAsEver) {
  ASSERT_TRUE(proven_within(10, epoch(100, 40, 8, 8)));
  detector.on_epoch(epoch(100, 40, 8, 8), baseline, false);
  EXPECT_TRUE(detector.limits_resets());
  detector.on_epoch(epoch(100, 99, 8, 8), baseline, false);
  EXPECT_EQ(detector.state(), State::kSuspected);
}

TEST_F(Limit, ExploresForSomeSecondsUntilAnOpenPortIsKnown) {
  EXPECT_TRUE(detector.explores(Instant{}, baseline));
  EXPECT_TRUE(detector.explores(Instant{} + std::chrono::seconds(3), baseline));
  EXPECT_FALSE(detector.explores(Instant{} + std::chrono::seconds(5), baseline));
  EXPECT_TRUE(detector.explored());
  LimitDetector other{0.1};
  other.on_epoch(epoch(100, 40, 8, 4), baseline, true);
  EXPECT_FALSE(other.explores(Instant{}, baseline));
}

}  // namespace
}  // namespace sounder
