#include "echo/serve/deadlines.h"

#include <gtest/gtest.h>

namespace sounder {
namespace {

using namespace std::chrono_literals;
const Instant kStart{};

TEST(Deadlines, AnEntryMovesOnlyForwardInTime) {
  Deadlines deadlines;
  Deadlines::Armed armed;
  deadlines.no_later(7, armed, kStart + 10s);
  deadlines.no_later(7, armed, kStart + 60s);
  EXPECT_EQ(deadlines.next(), kStart + 10s);
  deadlines.no_later(7, armed, kStart + 1s);
  EXPECT_EQ(deadlines.next(), kStart + 1s);
  EXPECT_EQ(deadlines.take_due(kStart + 999ms), std::nullopt);
  EXPECT_EQ(deadlines.take_due(kStart + 1s), 7);
  EXPECT_EQ(deadlines.take_due(kStart + 100s), std::nullopt) << "one entry a client";
}

TEST(Deadlines, WhoLeavesTakesItsEntryAlong) {
  Deadlines deadlines;
  Deadlines::Armed one;
  Deadlines::Armed two;
  deadlines.no_later(1, one, kStart + 1s);
  deadlines.no_later(2, two, kStart + 1s);
  deadlines.remove(1, one);
  EXPECT_EQ(deadlines.take_due(kStart + 2s), 2);
  EXPECT_EQ(deadlines.next(), std::nullopt);
}

TEST(Deadlines, NoDeadlineIsNoEntry) {
  Deadlines deadlines;
  Deadlines::Armed armed;
  deadlines.no_later(1, armed, std::nullopt);
  EXPECT_EQ(deadlines.next(), std::nullopt);
}

}  // namespace
}  // namespace sounder
