// Plans on several threads: what they say of one host becomes one word.
#include "scan/parallel_scan.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <poll.h>

#include "net/services.h"
#include "scan/engine_connect.h"
#include "scan/parallel_plan.h"

namespace sounder {
namespace {

class Recorder final : public ScanSink {
 public:
  void on_verdict(const Verdict& verdict) override { verdicts.push_back(verdict); }
  void on_host(const HostDone& host) override { hosts.push_back(host); }
  void on_summary(const Summary& said) override { summary = said; }

  std::vector<Verdict> verdicts;
  std::vector<HostDone> hosts;
  Summary summary;
  std::size_t hosts_before_the_end = 0;
};

Recorder scan(const ScanRequest& request, unsigned threads) {
  Recorder recorder;
  const auto make = [&](Share share) {
    auto engine = std::make_unique<ConnectEngine>(100);
    auto plan = std::make_unique<ParallelPlan>(request, share, engine->traits(), engine->now());
    return Worker{std::move(plan), std::move(engine)};
  };
  ParallelScan parallel(request, threads, make, recorder);
  pollfd done{parallel.done_fd(), POLLIN, 0};
  EXPECT_EQ(::poll(&done, 1, 20'000), 1);
  recorder.hosts_before_the_end = recorder.hosts.size();
  parallel.finish();
  return recorder;
}

ScanRequest request_for(const char* word, const char* ports) {
  return {.targets = TargetSet::make(parse_address_word(word).value()).value(),
          .ports = PortSet::parse(ports, Services::instance()).value()};
}

TEST(ParallelScan, EachHostIsToldOnceWithAllItsPorts) {
  for (const unsigned threads : {1U, 2U, 3U, 8U}) {
    const ScanRequest request = request_for("127.0.0.0/28", "1-7");
    const Recorder told = scan(request, threads);
    EXPECT_EQ(told.verdicts.size(), 16U * 7U);
    EXPECT_EQ(told.summary.pairs, 16U * 7U);
    ASSERT_EQ(told.hosts.size(), 16U);
    for (const HostDone& host : told.hosts)
      EXPECT_EQ(host.counts[static_cast<std::size_t>(State::kClosed)], 7U) << host.address.to_string();
  }
}

TEST(ParallelScan, AHostWithFewerPortsThanThreadsIsToldWhenItIsDoneAndNotAtTheEnd) {
  const Recorder told = scan(request_for("127.0.0.0/28", "1"), 4);
  ASSERT_EQ(told.hosts.size(), 16U);
  for (const HostDone& host : told.hosts)
    EXPECT_EQ(host.counts[static_cast<std::size_t>(State::kClosed)], 1U);
}

}  // namespace
}  // namespace sounder
