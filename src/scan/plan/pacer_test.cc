#include "scan/plan/pacer.h"

#include <gtest/gtest.h>

namespace sounder {
namespace {

using std::chrono::milliseconds;

TEST(Pacer, KeepsTheRateWhateverTheWakeups) {
  for (const int step_us : {10, 300, 1000, 3900}) {
    Pacer pacer;
    int sent = 0;
    for (Duration at{}; at < std::chrono::seconds(1); at += std::chrono::microseconds(step_us)) {
      pacer.refill(Instant{} + at, 20000, milliseconds(4));
      for (; pacer.may_send(); pacer.on_sent()) ++sent;
    }
    EXPECT_NEAR(sent, 20000, 100) << step_us;
  }
}

TEST(Pacer, AWaitGivesNoMoreThanItsDepth) {
  Pacer pacer;
  pacer.refill(Instant{} + std::chrono::seconds(10), 20000, milliseconds(4));
  int sent = 0;
  for (; pacer.may_send(); pacer.on_sent()) ++sent;
  EXPECT_EQ(sent, 80);
}

TEST(Pacer, ASlowRateStillSendsOneByOne) {
  Pacer pacer;
  Instant now{};
  int sent = 0;
  while (now < Instant{} + std::chrono::seconds(10)) {
    pacer.refill(now, 2.5, milliseconds(4));
    for (; pacer.may_send(); pacer.on_sent()) ++sent;
    now = pacer.next();
  }
  EXPECT_NEAR(sent, 25, 1);
}

TEST(Pacer, UnlimitedNeverWaits) {
  Pacer pacer;
  pacer.refill(Instant{}, Pacer::kUnlimited, milliseconds(4));
  for (int i = 0; i < 1000; ++i, pacer.on_sent()) ASSERT_TRUE(pacer.may_send());
  pacer.refill(Instant{}, 1000, milliseconds(4));
  int sent = 0;
  for (; pacer.may_send(); pacer.on_sent()) ++sent;
  EXPECT_EQ(sent, 4);
}

}  // namespace
}  // namespace sounder
