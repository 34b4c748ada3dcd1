#include "cli/serve/watchdog.h"

#include <gtest/gtest.h>

namespace sounder {
namespace {

using namespace std::chrono_literals;

// Two loops; each answers its question unless it is stuck.
struct Loops {
  std::vector<std::uint64_t> given{7, 0};
  void answer(std::size_t loop) { ++given[loop]; }
};

TEST(Watchdog, PingsEveryQuarterOfTheIntervalWhileEveryLoopAnswers) {
  Loops loops;
  Instant now{};
  Watchdog watchdog(20s, loops.given, now);
  for (int i = 0; i < 10; ++i) {
    EXPECT_EQ(watchdog.next_check(), now + 5s);
    loops.answer(0);
    loops.answer(1);
    now = watchdog.next_check();
    EXPECT_TRUE(watchdog.check(now, loops.given));
  }
}

TEST(Watchdog, OneLoopThatDoesNotAnswerStopsThePings) {
  Loops loops;
  Watchdog watchdog(20s, loops.given, Instant{});
  for (int i = 0; i < 10; ++i) {
    loops.answer(0);
    EXPECT_FALSE(watchdog.check(watchdog.next_check(), loops.given));
  }
}

TEST(Watchdog, ALoopThatAnswersLateIsHeardAtTheNextLook) {
  Loops loops;
  Watchdog watchdog(20s, loops.given, Instant{});
  loops.answer(0);
  EXPECT_FALSE(watchdog.check(watchdog.next_check(), loops.given));
  loops.answer(1);
  EXPECT_TRUE(watchdog.check(watchdog.next_check(), loops.given));
  EXPECT_EQ(watchdog.next_check(), Instant{} + 15s);
}

TEST(Watchdog, AnOldSignIsNoAnswerToANewQuestion) {
  Loops loops;
  Watchdog watchdog(20s, loops.given, Instant{});
  loops.answer(0);
  loops.answer(1);
  EXPECT_TRUE(watchdog.check(watchdog.next_check(), loops.given));
  EXPECT_FALSE(watchdog.check(watchdog.next_check(), loops.given));
}

}  // namespace
}  // namespace sounder
