#include "scan/plan/host_shortages.h"

#include <gtest/gtest.h>

#include "scan/plan/shortage.h"

namespace sounder {
namespace {

constexpr HostRef kOne{1, 0, 0};
constexpr HostRef kOther{1, 1, 0};

// One try to `host` that was not sent.
bool refuse(HostShortages& shortages, Instant now, const HostRef& host, Reason reason) {
  shortages.on_sent(host);
  shortages.on_unsent(now, host, reason);
  const bool again = shortages.resend(now, host, 1, TryNumber::of_pass(0), reason);
  shortages.end_poll(now);
  return again;
}

TEST(HostShortages, ALackOfLocalPortsToOneHostHoldsOnlyThatOne) {
  HostShortages shortages;
  const Instant now{};
  EXPECT_TRUE(refuse(shortages, now, kOne, Reason::kNoLocalPorts));
  EXPECT_EQ(shortages.held_until(kOne), now + kShortageWaitFirst);
  EXPECT_EQ(shortages.held_until(kOther), Instant{});
  EXPECT_FALSE(shortages.take(now));
  EXPECT_EQ(shortages.next(), now + kShortageWaitFirst);
  EXPECT_TRUE(shortages.take(now + kShortageWaitFirst));
}

TEST(HostShortages, AFullNeighbourTableHoldsAllWhoseNeighbourIsUnknownUntilTheyGetThrough) {
  HostShortages shortages;
  Instant now{};
  refuse(shortages, now, kOne, Reason::kNoNeighbours);
  refuse(shortages, now, kOther, Reason::kNoNeighbours);
  EXPECT_EQ(shortages.held_until(kOne), shortages.held_until(kOther));
  now = shortages.held_until(kOne);
  shortages.on_sent(kOne);
  shortages.end_poll(now);
  refuse(shortages, now, kOther, Reason::kNoNeighbours);
  EXPECT_LE(shortages.held_until(kOne), now);  // its neighbour is known now
  EXPECT_GT(shortages.held_until(kOther), now);
}

TEST(HostShortages, WaitsDoubleWhileNothingGoesThroughAndEndAfterPatience) {
  HostShortages shortages;
  Instant now{};
  for (Duration wait = kShortageWaitFirst; wait < kShortageWaitLast; wait *= 2) {
    EXPECT_TRUE(refuse(shortages, now, kOne, Reason::kNoLocalPorts));
    EXPECT_EQ(shortages.held_until(kOne), now + wait);
    now = shortages.held_until(kOne);
  }
  EXPECT_TRUE(refuse(shortages, now, kOne, Reason::kNoLocalPorts));
  EXPECT_EQ(shortages.held_until(kOne), now + kShortageWaitLast);
  now = Instant{} + kShortagePatience;
  EXPECT_FALSE(refuse(shortages, now, kOne, Reason::kNoLocalPorts));
  EXPECT_TRUE(refuse(shortages, now, kOther, Reason::kNoLocalPorts));
}

// A host whose route is lost: one try of each poll.
bool lose(HostShortages& shortages, Instant now, const HostRef& host) {
  shortages.on_sent(host);
  shortages.on_unsent(now, host, Reason::kRouteLost);
  const bool waits = shortages.wait_for_route(now, host);
  shortages.end_poll(now);
  return waits;
}

TEST(HostShortages, ALostRouteIsWaitedForLongerAndByAllWhoLackIt) {
  HostShortages shortages;
  Instant now{};
  EXPECT_TRUE(lose(shortages, now, kOne));
  EXPECT_TRUE(lose(shortages, now, kOther));
  EXPECT_EQ(shortages.held_until(kOne), shortages.held_until(kOther));
  EXPECT_EQ(shortages.waiting(), 0U);  // their walks go back
  for (; now < Instant{} + kRoutePatience; now = shortages.held_until(kOne))
    ASSERT_TRUE(lose(shortages, now, kOne));
  EXPECT_FALSE(lose(shortages, now, kOne));
  EXPECT_FALSE(lose(shortages, now, kOther));
}

TEST(HostShortages, ARouteThatIsBackEndsTheWait) {
  HostShortages shortages;
  Instant now{};
  for (; now < Instant{} + kRoutePatience - std::chrono::seconds(1); now = shortages.held_until(kOne))
    lose(shortages, now, kOne);
  shortages.on_sent(kOne);
  shortages.end_poll(now);
  EXPECT_EQ(shortages.held_until(kOne), Instant{});
  EXPECT_TRUE(lose(shortages, now + kRoutePatience, kOne));
}

TEST(HostShortages, WhatGoesThroughEndsTheWait) {
  HostShortages shortages;
  Instant now{};
  refuse(shortages, now, kOne, Reason::kNoLocalPorts);
  refuse(shortages, now, kOne, Reason::kNoLocalPorts);
  for (int sent = 0; sent < 3; ++sent) shortages.on_sent(kOne);
  EXPECT_TRUE(refuse(shortages, now + kShortagePatience, kOne, Reason::kNoLocalPorts));
  EXPECT_EQ(shortages.held_until(kOne), now + kShortagePatience + kShortageWaitFirst);
}

}  // namespace
}  // namespace sounder
