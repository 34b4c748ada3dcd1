#include "scan/plan/shortage.h"

#include <gtest/gtest.h>

namespace sounder {
namespace {

constexpr HostRef kHost{0, 0, 0};

// A poll of `count` probes of which `unsent` were not sent.
void poll(Shortage& shortage, Instant now, std::size_t count, std::size_t unsent) {
  shortage.begin_poll();
  shortage.end_poll(count);
  if (unsent > 0) shortage.on_short(now, unsent);
}

TEST(Shortage, ResendsWhatWasNotSentAtOnceAndWhatAFirewallForbadeLater) {
  Shortage shortage;
  const Instant now{};
  EXPECT_TRUE(shortage.resend(now, kHost, 1, TryNumber::of_pass(0), Reason::kLocalFirewall));
  EXPECT_TRUE(shortage.resend(now, kHost, 2, TryNumber::of_pass(0), Reason::kNoDescriptors));
  EXPECT_EQ(shortage.take(now)->pair, 2);
  EXPECT_FALSE(shortage.take(now));
  EXPECT_EQ(*shortage.next(), now + kShortageWaitLast);
  const auto second = shortage.take(now + kShortageWaitLast);
  ASSERT_TRUE(second);
  EXPECT_TRUE(second->number.is_second_chance());
  EXPECT_FALSE(shortage.resend(now, kHost, 1, second->number, Reason::kLocalFirewall));
}

TEST(Shortage, AsksForAsMuchAsWentThroughAndSlowlyForMore) {
  Shortage shortage;
  const Instant now{};
  poll(shortage, now, 100, 10);
  EXPECT_EQ(shortage.begin_poll(), 90U);
  shortage.end_poll(90);
  EXPECT_EQ(shortage.begin_poll(), 101U);
}

TEST(Shortage, WaitsLongerAndLongerAndThenSaysThatItIsHopeless) {
  Shortage shortage;
  Instant now{};
  for (Duration wait = kShortageWaitFirst; wait < kShortageWaitLast; wait *= 2) {
    poll(shortage, now, 1, 1);
    EXPECT_EQ(shortage.hold_until(), now + wait);
    now = shortage.hold_until();
  }
  poll(shortage, now, 1, 1);
  EXPECT_EQ(shortage.hold_until(), now + kShortageWaitLast);
  EXPECT_TRUE(shortage.resend(now, kHost, 1, TryNumber::of_pass(0), Reason::kNoBuffers));
  EXPECT_FALSE(
      shortage.resend(Instant{} + kShortagePatience, kHost, 1, TryNumber::of_pass(0), Reason::kNoBuffers));
  poll(shortage, now, 1, 0);
  shortage.begin_poll();  // it went through: patience begins anew
  EXPECT_TRUE(shortage.resend(Instant{} + 2 * kShortagePatience, kHost, 1, TryNumber::of_pass(0),
                              Reason::kNoBuffers));
}

}  // namespace
}  // namespace sounder
