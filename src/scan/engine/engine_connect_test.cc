// The connect engine against real sockets on loopback.
#include "scan/engine/engine_connect.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>

#include <map>
#include <set>

namespace sounder {
namespace {

using namespace std::chrono_literals;

Address loopback(Family family) { return *Address::parse(family == Family::kIpv4 ? "127.0.0.1" : "::1"); }

class Listener {
 public:
  explicit Listener(Family family = Family::kIpv4) : fd_(*listen_tcp({loopback(family), Port{0}})) {}
  Endpoint where() const { return *local_endpoint(fd_.get()); }

 private:
  Fd fd_;
};

// Sends the probes and collects answers until all have one or `patience` is over.
std::map<PairIndex, Reason> ask(ConnectEngine& engine, std::span<const Probe> probes,
                                Duration patience = 5s) {
  std::vector<Unsent> unsent;
  std::vector<Answer> answers;
  engine.submit(probes, unsent);
  EXPECT_TRUE(unsent.empty());
  const Instant deadline = engine.now() + patience;
  std::map<PairIndex, Reason> found;
  while (found.size() < probes.size() && engine.now() < deadline) {
    engine.wait(deadline, answers);
    for (const Answer& answer : answers) {
      EXPECT_TRUE(found.emplace(answer.id.pair, answer.reason).second)
          << "answered twice: " << answer.id.pair;
      EXPECT_GE(answer.received, answer.sent);
    }
    answers.clear();
  }
  return found;
}

class OnBothFamilies : public testing::TestWithParam<Family> {};
INSTANTIATE_TEST_SUITE_P(ConnectEngine, OnBothFamilies, testing::Values(Family::kIpv4, Family::kIpv6),
                         [](const auto& family) { return family.param == Family::kIpv4 ? "IPv4" : "IPv6"; });

TEST_P(OnBothFamilies, TellsOpenFromClosed) {
  const Listener open(GetParam());
  ConnectEngine engine(100);
  const Endpoint closed = Listener(GetParam()).where();  // its listener is gone again
  const std::vector<Probe> probes{{{1, {}}, open.where()}, {{2, {}}, closed}};
  EXPECT_THAT(ask(engine, probes),
              testing::ElementsAre(testing::Pair(1, Reason::kSynAck), testing::Pair(2, Reason::kReset)));
}

TEST_P(OnBothFamilies, OneSocketIsEnoughForAnyNumberOfPorts) {
  const Listener open(GetParam());
  ConnectEngine engine(1);
  std::map<PairIndex, Reason> found;
  for (std::uint64_t i = 0; i < 300; ++i) {
    const Probe probe{
        {i, {}},
        i == 150 ? open.where() : Endpoint{loopback(GetParam()), Port(static_cast<std::uint16_t>(i + 1))}};
    ASSERT_EQ(engine.capacity(), 1U);
    found.merge(ask(engine, std::span(&probe, 1)));
  }
  EXPECT_EQ(found.size(), 300U);
  EXPECT_EQ(found[150], Reason::kSynAck);
}

// Nothing answers for a moment: a listener whose backlog is full.
class SilentEndpoint {
 public:
  SilentEndpoint() {
    ::listen(listener_.get(), 0);
    where_ = *local_endpoint(listener_.get());
    for (int i = 0; i < 8; ++i) fillers_.push_back(start_connect(where_).value_or(Fd{}));
  }
  Endpoint where() const { return where_; }

 private:
  Fd listener_ = *listen_tcp({loopback(Family::kIpv4), Port{0}});
  Endpoint where_;
  std::vector<Fd> fillers_;
};

TEST(ConnectEngine, ASilentTryHoldsItsRoomUntilItIsReleased) {
  const SilentEndpoint silent;
  ConnectEngine engine(2);
  const std::vector<Probe> probes{{{1, {}}, silent.where()}, {{1, TryNumber::of_pass(1)}, silent.where()}};
  EXPECT_TRUE(ask(engine, probes, 20ms).empty());
  EXPECT_EQ(engine.capacity(), 0U);
  engine.release({1, {}});
  engine.release({7, {}});  // unknown: ignored
  EXPECT_EQ(engine.capacity(), 1U);
  // The room of the released try serves the next one.
  const Listener open;
  const Probe next{{2, {}}, open.where()};
  EXPECT_THAT(ask(engine, std::span(&next, 1)), testing::ElementsAre(testing::Pair(2, Reason::kSynAck)));
}

TEST(ConnectEngine, AReleasedTryIsStillHeard) {
  const Fd listener = *listen_tcp({loopback(Family::kIpv4), Port{0}});
  ::listen(listener.get(), 0);
  const Endpoint where = *local_endpoint(listener.get());
  std::vector<Fd> fillers;
  for (int i = 0; i < 8; ++i) fillers.push_back(start_connect(where).value_or(Fd{}));
  ConnectEngine engine(10);
  const Probe probe{{5, {}}, where};
  ASSERT_TRUE(ask(engine, std::span(&probe, 1), 20ms).empty());
  engine.release(probe.id);
  // Room in the backlog: the kernel's own second SYN, after 1 s, is answered.
  ::listen(listener.get(), 100);
  std::vector<Answer> answers;
  const Instant deadline = engine.now() + 10s;
  while (answers.empty() && engine.now() < deadline) engine.wait(deadline, answers);
  ASSERT_EQ(answers.size(), 1U);
  EXPECT_EQ(answers[0].id, probe.id);
  EXPECT_EQ(answers[0].reason, Reason::kSynAck);
}

class DescriptorLimit {
 public:
  explicit DescriptorLimit(rlim_t soft) {
    ::getrlimit(RLIMIT_NOFILE, &before_);
    const rlimit now{soft, before_.rlim_max};
    ::setrlimit(RLIMIT_NOFILE, &now);
  }
  ~DescriptorLimit() { ::setrlimit(RLIMIT_NOFILE, &before_); }
  DescriptorLimit(const DescriptorLimit&) = delete;
  DescriptorLimit& operator=(const DescriptorLimit&) = delete;

 private:
  rlimit before_{};
};

TEST(ConnectEngine, ExhaustedDescriptorsAreAShortageNeverAVerdict) {
  const SilentEndpoint silent;
  ConnectEngine engine(1000);
  const DescriptorLimit limit(64);
  std::vector<Probe> probes;
  for (std::uint64_t i = 0; i < 100; ++i) probes.push_back({{i, {}}, silent.where()});
  std::vector<Unsent> unsent;
  engine.submit(probes, unsent);
  ASSERT_FALSE(unsent.empty());
  for (const Unsent& each : unsent) EXPECT_EQ(each.reason, Reason::kNoDescriptors);
  EXPECT_LT(engine.capacity(), 2U);
}

}  // namespace
}  // namespace sounder
