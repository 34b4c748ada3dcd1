#include "report/server/server_log.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <future>
#include <mutex>
#include <thread>

#include "report/server/server_line.h"

namespace sounder {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;

const Endpoint kPeer{*Address::parse("127.0.0.1"), Port{5}};

class Kept : public LineWriter {
 public:
  explicit Kept(std::shared_future<void> gate = {}) : gate_(std::move(gate)) {}
  void write(std::string_view line) override {
    if (gate_.valid()) gate_.wait();
    const std::lock_guard lock(mutex_);
    lines_.emplace_back(line);
  }
  std::vector<std::string> lines() const {
    const std::lock_guard lock(mutex_);
    return lines_;
  }

 private:
  std::shared_future<void> gate_;
  mutable std::mutex mutex_;  // guards lines_
  std::vector<std::string> lines_;
};

TEST(ServerLog, WritesEveryLineInOrderBeforeItEnds) {
  const auto kept = std::make_shared<Kept>();
  {
    ServerLog log(to_text, kept);
    for (std::size_t i = 1; i <= 3; ++i) log.on_event(ClientConnected{kPeer, i});
  }
  EXPECT_THAT(kept->lines(), ElementsAre("127.0.0.1:5 connected, 1 active", "127.0.0.1:5 connected, 2 active",
                                         "127.0.0.1:5 connected, 3 active"));
}

TEST(ServerLog, AFloodOfRefusalsIsALineASecondThatCountsThem) {
  const auto kept = std::make_shared<Kept>();
  {
    ServerLog log(to_text, kept);
    Instant now{};
    for (int i = 0; i < 1000; ++i) log.on_event(ClientRefused{kPeer, Refusal::kFull, now += 1ms});
    log.on_event(ClientRefused{kPeer, Refusal::kFull, now + 10s});
  }
  EXPECT_THAT(kept->lines(), ElementsAre("127.0.0.1:5 refused: connection limit reached",
                                         HasSubstr("1000 clients refused")));
}

TEST(ServerLog, RefusedDatagramsAreALineASecondOfTheirOwn) {
  const auto kept = std::make_shared<Kept>();
  {
    ServerLog log(to_text, kept);
    Instant now{};
    log.on_event(ClientRefused{kPeer, Refusal::kFull, now});
    for (int i = 0; i < 1000; ++i) log.on_event(DatagramRefused{kPeer, UdpRefusal::kService, now += 100us});
    log.on_event(UdpStopped{});
  }
  EXPECT_THAT(kept->lines(), ElementsAre("127.0.0.1:5 refused: connection limit reached",
                                         HasSubstr("Datagram from 127.0.0.1:5"),
                                         HasSubstr("999 datagrams refused"), HasSubstr("UDP stopped")));
}

// Clients are served by one thread, datagrams by another.
TEST(ServerLog, LinesOfTwoThreadsAreWholeAndCounted) {
  const auto kept = std::make_shared<Kept>();
  {
    ServerLog log(to_text, kept);
    const std::jthread clients([&] {
      for (std::size_t i = 0; i < 1000; ++i) log.on_event(ClientConnected{kPeer, i});
    });
    const std::jthread datagrams([&] {
      for (int i = 0; i < 1000; ++i) log.on_event(DatagramRefused{kPeer, UdpRefusal::kRate, Instant{1h * i}});
    });
  }
  EXPECT_EQ(kept->lines().size(), 2000U);
}

TEST(ServerLog, AStuckReaderCostsOldLinesAndTheirNumberIsTold) {
  std::promise<void> open;
  const auto kept = std::make_shared<Kept>(open.get_future().share());
  {
    ServerLog log(to_text, kept, 10);
    for (std::size_t i = 1; i <= 100; ++i) log.on_event(ClientConnected{kPeer, i});
    open.set_value();
    while (kept->lines().size() < 10) std::this_thread::yield();
    log.on_event(ClientConnected{kPeer, 101});
  }
  const auto lines = kept->lines();
  EXPECT_THAT(lines, testing::Contains("127.0.0.1:5 connected, 100 active"));
  EXPECT_THAT(lines.back(), HasSubstr("lines of this log were dropped"));
  EXPECT_LE(lines.size(), 13);
}

TEST(ServerLog, AReaderThatNeverReadsDoesNotHoldTheEnd) {
  std::promise<void> never;
  const auto started = clock_now();
  {
    ServerLog log(to_text, std::make_shared<Kept>(never.get_future().share()));
    log.on_event(ClientConnected{kPeer, 1});
  }
  EXPECT_LT(clock_now() - started, kLogFlushTimeout + 5s);
  never.set_value();  // lets the log's thread end before the test program does
}

}  // namespace
}  // namespace sounder
