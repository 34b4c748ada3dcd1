#include "scan/saved_scan.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "net/services.h"
#include "scan/tcp_states.h"

namespace sounder {
namespace {

using testing::ElementsAre;
using testing::Pair;
using namespace std::chrono_literals;

ScanRequest request_for(const char* word, const char* ports) {
  ScanRequest request{.targets = TargetSet::make(parse_address_word(word).value()).value(),
                      .ports = PortSet::parse(ports, Services::instance()).value()};
  request.seed = 5;
  return request;
}

Verdict verdict(const ScanRequest& request, PairIndex pair, Reason reason) {
  return {pair, request.endpoint(pair), tcp_state_of(reason), reason, 3ms};
}

HostDone done(const ScanRequest& request, std::uint64_t host, std::uint64_t open, std::uint64_t closed,
              std::uint64_t filtered) {
  HostDone told;
  told.host = host;
  told.address = request.targets.at(host);
  told.counts = {open, closed, filtered, 0, 0};
  return told;
}

TEST(SettledPorts, CountsByStateAndKnowsWhichPorts) {
  SettledPorts settled(130);
  settled.add(0, {State::kClosed, Reason::kReset});
  settled.add(129, {State::kOpen, Reason::kSynAck});
  settled.add(64, {State::kClosed, Reason::kReset});
  EXPECT_TRUE(settled.has(64) && settled.has(129) && !settled.has(63));
  EXPECT_EQ(settled.counts(), (Counts{1, 2, 0, 0, 0}));
  std::vector<std::pair<std::uint32_t, Reason>> told;
  settled.for_each([&](std::uint32_t port, const SettledAs& as) { told.emplace_back(port, as.reason); });
  EXPECT_THAT(told,
              ElementsAre(Pair(129, Reason::kSynAck), Pair(0, Reason::kReset), Pair(64, Reason::kReset)));
  EXPECT_FALSE(settled.complete());
}

TEST(SavedScan, FinishedHostsAreRangesWhateverTheOrderTheyComeIn) {
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    SavedScan saved;
    std::vector<bool> truth(100, false);
    const Permutation order(100, seed);
    for (std::uint64_t i = 0; i < 70; ++i) {
      add_finished(saved.finished, order.at(i));
      truth[order.at(i)] = true;
    }
    EXPECT_EQ(saved.hosts_finished(), 70U);
    for (std::uint64_t place = 0; place < 100; ++place)
      EXPECT_EQ(saved.is_finished(place), truth[place]) << "seed " << seed << ", place " << place;
    for (auto range = saved.finished.begin(); std::next(range) != saved.finished.end(); ++range)
      EXPECT_LT(range->second + 1, std::next(range)->first);
  }
}

TEST(SavedScan, TheFingerprintIsOfAddressesAndPortsAndOfNothingElse) {
  ScanRequest request = request_for("10.0.0.0/24", "22,80");
  const std::uint64_t print = fingerprint(request);
  request.seed = 77;
  request.max_rate_per_s = 5;
  request.tries = 3;
  EXPECT_EQ(fingerprint(request), print);
  EXPECT_EQ(fingerprint(request_for("10.0.0.0-255", "80,22")), print);
  EXPECT_NE(fingerprint(request_for("10.0.0.0/25", "22,80")), print);
  EXPECT_NE(fingerprint(request_for("10.0.1.0/24", "22,80")), print);
  EXPECT_NE(fingerprint(request_for("10.0.0.0/24", "22,81")), print);
}

TEST(ScanRecorder, KeepsHostsUnderWayAndForgetsFinishedOnesButTheirOpenPorts) {
  const ScanRequest request = request_for("10.0.0.0/30", "1-3");
  ScanRecorder recorder(request, {});
  for (PairIndex pair = 0; pair < 3; ++pair)
    recorder.on_verdict(verdict(request, pair, pair == 1 ? Reason::kSynAck : Reason::kReset));
  recorder.on_host(done(request, 0, 1, 2, 0));
  for (PairIndex pair = 3; pair < 6; ++pair) recorder.on_verdict(verdict(request, pair, Reason::kNoResponse));
  recorder.on_host(done(request, 1, 0, 0, 3));
  recorder.on_verdict(verdict(request, 8, Reason::kSynAck));

  const SavedScan& saved = recorder.saved();
  EXPECT_EQ(saved.counts, (Counts{2, 2, 3, 0, 0}));
  EXPECT_EQ(saved.hosts_finished(), 2U);
  EXPECT_EQ(saved.hosts_up, 1U);
  EXPECT_EQ(saved.hosts_down, 1U);
  EXPECT_EQ(saved.with_open.size(), 1U);
  ASSERT_EQ(saved.under_way.size(), 1U);
  EXPECT_TRUE(saved.under_way.at(2).has(2));
  EXPECT_EQ(saved.open.size(), 2U);
}

TEST(ScanRecorder, AHostThatTheScanWasEndedInIsStillUnderWay) {
  const ScanRequest request = request_for("10.0.0.0/30", "1-3");
  ScanRecorder recorder(request, {});
  recorder.on_verdict(verdict(request, 0, Reason::kReset));
  HostDone ended = done(request, 0, 0, 1, 0);
  ended.counts[State::kUntested] = 2;
  recorder.on_host(ended);
  EXPECT_EQ(recorder.saved().hosts_finished(), 0U);
  EXPECT_EQ(recorder.saved().under_way.at(0).count(), 1U);
}

struct Told final : ScanSink {
  void on_verdict(const Verdict& each) override { verdicts.emplace_back(each.pair, each.reason); }
  void on_host(const HostDone& host) override { hosts.push_back(host.host); }
  void on_summary(const Summary&) override {}
  std::vector<std::pair<PairIndex, Reason>> verdicts;
  std::vector<std::uint64_t> hosts;
};

TEST(Replay, TellsANewSinkAllOpenPortsAndAnOldOneOnlyWhatItHadNotWritten) {
  const ScanRequest request = request_for("10.0.0.0/30", "1-3");
  ScanRecorder recorder(request, {});
  for (PairIndex pair = 0; pair < 3; ++pair)
    recorder.on_verdict(verdict(request, pair, pair == 1 ? Reason::kSynAck : Reason::kReset));
  recorder.on_host(done(request, 0, 1, 2, 0));
  recorder.on_verdict(verdict(request, 8, Reason::kSynAck));
  recorder.on_verdict(verdict(request, 7, Reason::kReset));

  Told fresh;
  replay(recorder.saved(), request, Replay::kAllKept, fresh);
  EXPECT_THAT(fresh.verdicts,
              ElementsAre(Pair(1, Reason::kSynAck), Pair(8, Reason::kSynAck), Pair(7, Reason::kReset)));
  EXPECT_THAT(fresh.hosts, ElementsAre(0));
  Told old;
  replay(recorder.saved(), request, Replay::kUnderWay, old);
  EXPECT_THAT(old.verdicts, ElementsAre(Pair(8, Reason::kSynAck), Pair(7, Reason::kReset)));
  EXPECT_TRUE(old.hosts.empty());
}

}  // namespace
}  // namespace sounder
