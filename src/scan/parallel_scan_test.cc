// Plans on several threads: what they say of one host becomes one word.
#include "scan/parallel_scan.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <poll.h>

#include <algorithm>

#include "net/services.h"
#include "scan/engine/engine_connect.h"
#include "scan/plan/parallel_plan.h"

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

std::vector<Worker> make_all(unsigned count, const std::function<Worker(const PlanPart&)>& make) {
  std::vector<Worker> workers;
  for (const PlanPart& part : PlanPart::split(count)) workers.push_back(make(part));
  return workers;
}

Recorder scan(const ScanRequest& request, unsigned threads) {
  Recorder recorder;
  const auto make = [&](const PlanPart& part) {
    auto engine = std::make_unique<ConnectEngine>(100);
    auto plan = std::make_unique<ParallelPlan>(request, part, engine->traits(), engine->now());
    return Worker{std::move(plan), std::move(engine)};
  };
  ParallelScan parallel(request, make_all(threads, make), recorder);
  pollfd done{parallel.done_fd(), POLLIN, 0};
  EXPECT_EQ(::poll(&done, 1, 20'000), 1);
  {
    const auto held = parallel.hold_sink();
    recorder.hosts_before_the_end = recorder.hosts.size();
  }
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
      EXPECT_EQ(host.counts[State::kClosed], 7U) << host.address.to_string();
  }
}

TEST(ParallelScan, AHostWithFewerPortsThanThreadsIsToldWhenItIsDoneAndNotAtTheEnd) {
  const Recorder told = scan(request_for("127.0.0.0/28", "1"), 4);
  ASSERT_EQ(told.hosts.size(), 16U);
  EXPECT_EQ(told.hosts_before_the_end, 16U);
  for (const HostDone& host : told.hosts) EXPECT_EQ(host.counts[State::kClosed], 1U);
}

TEST(ParallelScan, EveryThreadSaysWhatItHasUnderWay) {
  ScanRequest request = request_for("127.0.0.0/30", "1-2000");
  request.max_rate_per_s = 1000;
  Recorder recorder;
  const auto make = [&](const PlanPart& part) {
    auto engine = std::make_unique<ConnectEngine>(100);
    auto plan = std::make_unique<ParallelPlan>(request, part, engine->traits(), engine->now());
    return Worker{std::move(plan), std::move(engine)};
  };
  ParallelScan parallel(request, make_all(3, make), recorder);
  EXPECT_FALSE(parallel.status(1).has_value());  // no request so far
  // A thread that has just begun has no host under way yet; soon each has its third of all four.
  const auto of_all_threads = [](const ScanStatus& status) {
    return status.hosts.size() == 4 && std::ranges::all_of(status.hosts, [](const HostStatus& host) {
             return host.left > 2000U * 2 / 3;
           });
  };
  std::optional<ScanStatus> status;
  const Instant patience = clock_now() + std::chrono::seconds(20);
  do {
    ASSERT_LT(clock_now(), patience) << "some thread does not tell";
    const unsigned number = parallel.ask_status();
    ::poll(nullptr, 0, 1);
    status = parallel.status(number);
  } while (!status || !of_all_threads(*status));
  for (std::uint64_t i = 0; i < 4; ++i) EXPECT_EQ(status->hosts[i].host, i);
  EXPECT_EQ(status->under_way, 4U);
  parallel.interrupt();
  parallel.finish();
}

TEST(ParallelScan, WhoAsksWhenAllIsDoneHearsOfNobody) {
  const ScanRequest request = request_for("127.0.0.1", "1-10");
  Recorder recorder;
  const auto make = [&](const PlanPart& part) {
    auto engine = std::make_unique<ConnectEngine>(100);
    auto plan = std::make_unique<ParallelPlan>(request, part, engine->traits(), engine->now());
    return Worker{std::move(plan), std::move(engine)};
  };
  ParallelScan parallel(request, make_all(2, make), recorder);
  pollfd done{parallel.done_fd(), POLLIN, 0};
  ASSERT_EQ(::poll(&done, 1, 20'000), 1);
  const auto status = parallel.status(parallel.ask_status());
  ASSERT_TRUE(status.has_value());
  EXPECT_EQ(status->under_way, 0U);
  parallel.finish();
}

}  // namespace
}  // namespace sounder
