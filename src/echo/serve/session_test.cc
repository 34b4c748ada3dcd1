#include "echo/serve/session.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <deque>
#include <random>

namespace sounder {
namespace {

using namespace std::chrono_literals;
using Next = Session::Next;

constexpr SessionLimits kLimits{.buffer_bytes = 1000,
                                .idle_timeout = 60s,
                                .stall_timeout = 30s,
                                .linger_timeout = 1s,
                                .linger_bytes = 500};
constexpr Instant kStart{};

TEST(Session, WritesWhatIsOwedBeforeItReadsOn) {
  Session session(kLimits, kStart);
  EXPECT_EQ(session.next(), Next::kRead);
  session.on_received(kStart, 300);
  EXPECT_EQ(session.next(), Next::kWrite);
  EXPECT_EQ(session.owed(), 300);
  session.on_sent(kStart, 100);
  EXPECT_EQ(session.owed(), 200);
  EXPECT_EQ(session.next(), Next::kWrite);
  session.on_sent(kStart, 200);
  EXPECT_EQ(session.next(), Next::kRead);
  EXPECT_EQ(session.echoed_bytes(), 300);
}

TEST(Session, MayReadWhileBytesAreOwedUntilTheBufferIsFull) {
  Session session(kLimits, kStart);
  session.on_received(kStart, 600);
  EXPECT_EQ(session.room(), 400);
  session.on_received(kStart, 400);
  EXPECT_EQ(session.room(), 0);
  session.on_sent(kStart, 1);
  EXPECT_EQ(session.room(), 1);
}

TEST(Session, AfterAHalfCloseSendsWhatIsOwedThenShutsDownThenCloses) {
  Session session(kLimits, kStart);
  session.on_received(kStart, 10);
  session.on_end_of_input();
  EXPECT_EQ(session.room(), 0);
  EXPECT_EQ(session.next(), Next::kWrite);
  session.on_sent(kStart, 10);
  EXPECT_EQ(session.next(), Next::kShutDownWrite);
  session.on_shut_down(kStart);
  EXPECT_EQ(session.next(), Next::kClose);
  EXPECT_EQ(session.ending(), Ending::kClientClosed);
}

TEST(Session, AHalfCloseRightAfterConnectEndsItCleanly) {
  Session session(kLimits, kStart);
  session.on_end_of_input();
  EXPECT_EQ(session.next(), Next::kShutDownWrite);
}

TEST(Session, AnIdleClientIsShutDownAndItsLastBytesAreReadBeforeTheClose) {
  Session session(kLimits, kStart);
  session.on_received(kStart + 10s, 5);
  session.on_sent(kStart + 10s, 5);
  EXPECT_EQ(session.deadline(), kStart + 70s);
  session.on_time(kStart + 70s - 1ns);
  EXPECT_EQ(session.next(), Next::kRead);
  session.on_time(kStart + 70s);
  EXPECT_EQ(session.next(), Next::kShutDownWrite);
  session.on_shut_down(kStart + 70s);
  EXPECT_EQ(session.next(), Next::kDiscard);
  EXPECT_EQ(session.deadline(), kStart + 71s);
  session.on_discarded(100);
  session.on_end_of_input();
  EXPECT_EQ(session.next(), Next::kClose);
  EXPECT_EQ(session.ending(), Ending::kIdle);
}

TEST(Session, LingeringIsBoundedInTimeAndInBytes) {
  Session by_time(kLimits, kStart);
  by_time.on_time(kStart + 60s);
  Session by_bytes = by_time;
  by_time.on_shut_down(kStart + 60s);
  by_time.on_time(kStart + 61s);
  EXPECT_EQ(by_time.next(), Next::kClose);
  by_bytes.on_shut_down(kStart + 60s);
  by_bytes.on_discarded(499);
  EXPECT_EQ(by_bytes.next(), Next::kDiscard);
  by_bytes.on_discarded(1);
  EXPECT_EQ(by_bytes.next(), Next::kClose);
}

TEST(Session, ARefusedClientIsShutDownAndLingers) {
  Session session = Session::refused(kLimits, kStart);
  EXPECT_EQ(session.room(), 0);
  EXPECT_EQ(session.next(), Next::kShutDownWrite);
  session.on_shut_down(kStart);
  EXPECT_EQ(session.next(), Next::kDiscard);
  session.on_end_of_input();
  EXPECT_EQ(session.next(), Next::kClose);
}

TEST(Session, AClientThatSendsAndNeverReadsIsStalledNotBusy) {
  Session session(kLimits, kStart);
  session.on_received(kStart, 10);
  session.on_received(kStart + 29s, 10);
  session.on_time(kStart + 30s);
  EXPECT_EQ(session.next(), Next::kClose);
  EXPECT_EQ(session.ending(), Ending::kStalled);
}

TEST(Session, TakingOneByteIsEnoughNotToStall) {
  Session session(kLimits, kStart);
  session.on_received(kStart, 10);
  session.on_sent(kStart + 29s, 1);
  session.on_time(kStart + 58s);
  EXPECT_EQ(session.next(), Next::kWrite);
}

TEST(Session, WithoutTimeoutsItWaitsForEver) {
  Session session({.buffer_bytes = 10}, kStart);
  EXPECT_EQ(session.deadline(), std::nullopt);
  session.on_received(kStart, 10);
  EXPECT_EQ(session.deadline(), std::nullopt);
}

TEST(Session, AResetOrACutClosesAtOnceAndKeepsTheReason) {
  Session reset(kLimits, kStart);
  reset.on_received(kStart, 10);
  reset.on_reset();
  EXPECT_EQ(reset.next(), Next::kClose);
  EXPECT_EQ(reset.ending(), Ending::kReset);
  Session cut(kLimits, kStart);
  cut.on_cut();
  EXPECT_EQ(cut.ending(), Ending::kCut);
  Session idle(kLimits, kStart);
  idle.on_time(kStart + 60s);
  idle.on_shut_down(kStart + 60s);
  idle.on_reset();
  EXPECT_EQ(idle.ending(), Ending::kIdle);
}

// A client and both kernels' buffers, simulated: whatever the sizes of reads and writes and whether or not
// the one who acts reads while bytes are owed, what comes back is what went in.
void run_simulated(std::uint32_t seed, bool read_while_owed) {
  SCOPED_TRACE(testing::Message() << "seed " << seed);
  std::mt19937 random(seed);
  const auto up_to = [&](std::size_t most) {
    return std::uniform_int_distribution<std::size_t>(1, most)(random);
  };
  std::size_t to_send = up_to(50'000);
  std::deque<std::uint8_t> buffer;
  std::uint8_t next_in = 0;
  std::uint8_t next_out = 0;
  std::size_t back = 0;
  const std::size_t total = to_send;
  Session session(kLimits, kStart);
  Instant now = kStart;
  while (session.next() != Next::kClose) {
    now += 1ms;
    const bool read =
        session.next() == Next::kRead || (read_while_owed && session.room() > 0 && up_to(2) == 1);
    if (read && to_send == 0) {
      session.on_end_of_input();
    } else if (read) {
      const std::size_t got = up_to(std::min(to_send, session.room()));
      for (std::size_t i = 0; i < got; ++i) buffer.push_back(next_in++);
      to_send -= got;
      session.on_received(now, got);
    } else if (session.next() == Next::kWrite) {
      const std::size_t sent = up_to(session.owed());
      for (std::size_t i = 0; i < sent; ++i, ++back, buffer.pop_front())
        ASSERT_EQ(buffer.front(), next_out++);
      session.on_sent(now, sent);
    } else {
      ASSERT_EQ(session.next(), Next::kShutDownWrite);
      session.on_shut_down(now);
    }
    ASSERT_LE(session.owed(), kLimits.buffer_bytes);
    ASSERT_EQ(session.owed(), buffer.size());
  }
  EXPECT_EQ(back, total);
  EXPECT_EQ(session.echoed_bytes(), total);
  EXPECT_EQ(session.ending(), Ending::kClientClosed);
}

TEST(Session, EchoesExactlyWhateverTheSizesOfReadsAndWrites) {
  for (std::uint32_t seed = 1; seed <= 200; ++seed) {
    run_simulated(seed, false);
    run_simulated(seed, true);
  }
}

}  // namespace
}  // namespace sounder
