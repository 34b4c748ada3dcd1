#include "cli/scan/rate_cap.h"

#include <gtest/gtest.h>

namespace sounder {
namespace {

TEST(RateCap, WithoutACapLowerIsHalfOfWhatIsSent) {
  RateCap cap({});
  cap.lower(3001);
  EXPECT_EQ(cap.per_s(), 1501);
  cap.lower(3000);  // what is sent follows a moment later
  EXPECT_EQ(cap.per_s(), 751);
}

TEST(RateCap, WhereNothingIsSentThereIsNothingToHalve) {
  RateCap none({});
  none.lower(0);
  EXPECT_EQ(none.per_s(), RateCap::kNone);
  RateCap some(100);
  some.lower(0);
  EXPECT_EQ(some.per_s(), 50);
}

TEST(RateCap, NeverLessThanOneASecond) {
  RateCap cap(3);
  for (int i = 0; i < 5; ++i) cap.lower(3);
  EXPECT_EQ(cap.per_s(), 1);
}

RateCap lowered_to(double per_s) {
  RateCap cap({});
  cap.lower(2 * per_s);
  return cap;
}

TEST(RateCap, RaiseDoublesAsLongAsTheCapIsReached) {
  RateCap cap = lowered_to(100);
  for (int i = 0; i < 10; ++i) cap.raise(cap.per_s());
  EXPECT_EQ(cap.per_s(), 102'400);
}

// "+" once lifted the cap that the command line had set.
TEST(RateCap, NeverMoreThanWasAskedFor) {
  RateCap cap(100);
  EXPECT_TRUE(cap.at_most_asked_for());
  cap.lower(100);
  EXPECT_EQ(cap.per_s(), 50);
  EXPECT_FALSE(cap.at_most_asked_for());
  for (int i = 0; i < 10; ++i) {
    cap.raise(1);
    EXPECT_EQ(cap.per_s(), 100);
  }
  EXPECT_TRUE(cap.at_most_asked_for());
  EXPECT_FALSE(RateCap({}).at_most_asked_for());
}

TEST(RateCap, ACapThatIsNoLimitAnyMoreIsLiftedAfterAFew) {
  RateCap cap = lowered_to(100);
  cap.raise(100);
  cap.raise(100);  // 200: not yet seen to be more than is reached
  int more = 0;
  for (; cap.per_s() != RateCap::kNone && more < 10; ++more) cap.raise(100);
  EXPECT_EQ(more, 3);
  cap.raise(100);
  EXPECT_EQ(cap.per_s(), RateCap::kNone);
}

}  // namespace
}  // namespace sounder
