#include "scan/plan/answer_trail.h"

#include <gtest/gtest.h>

namespace sounder {
namespace {

Instant at(int ms) { return Instant{} + std::chrono::milliseconds(ms); }

TEST(AnswerTrail, CountsWhatWasSentAndAnsweredSinceAMoment) {
  AnswerTrail trail;
  for (int ms = 0; ms < 50; ++ms) trail.on_sent(at(ms));
  for (int ms = 0; ms < 50; ms += 5) trail.on_answer(at(ms));
  const AnswerTrail::Count count = trail.since(at(19));
  EXPECT_EQ(count.sent, 30);
  EXPECT_EQ(count.answered, 6);
  EXPECT_EQ(count.span, std::chrono::milliseconds(30));
}

// However much is sent: the memory stays, and the picture gets coarser.
TEST(AnswerTrail, JoinsItsSlicesWhereThereAreTooMany) {
  AnswerTrail trail;
  for (int ms = 0; ms < 10'000; ++ms) {
    trail.on_sent(at(ms));
    if (ms % 10 == 0) trail.on_answer(at(ms));
  }
  const AnswerTrail::Count count = trail.since(at(5000));
  EXPECT_NEAR(count.sent, 5000, 400);
  EXPECT_NEAR(count.answered, 500, 40);
}

TEST(AnswerTrail, ForgetsWhatIsAskedForNoMore) {
  AnswerTrail trail;
  for (int ms = 0; ms < 50; ++ms) trail.on_sent(at(ms));
  trail.forget_before(at(40));
  EXPECT_EQ(trail.since(at(0)).sent, 9);
  trail.on_unsent();
  EXPECT_EQ(trail.since(at(0)).sent, 8);
}

TEST(AnswerTrail, IsEmptyAtFirst) {
  AnswerTrail trail;
  trail.on_answer(at(1));
  trail.on_unsent();
  trail.forget_before(at(1));
  EXPECT_EQ(trail.since(at(0)).sent, 0);
}

}  // namespace
}  // namespace sounder
