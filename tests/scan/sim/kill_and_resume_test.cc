// A scan that is killed, again and again, and goes on from what was saved: every pair gets one verdict, no
// open port that was saved is lost, and no try that was over is made twice.
#include <gtest/gtest.h>

#include <map>
#include <memory>

#include "base/mix_bits.h"
#include "net/services.h"
#include "report/state/saved_scan_json.h"
#include "scan/shared_hosts.h"
#include "tests/scan/sim/scenario.h"

namespace sounder::sim {
namespace {

using namespace std::chrono_literals;

struct Case {
  std::string name;
  HostSpec host{};
  std::uint32_t hosts = 1;
  std::string ports = "-";
  // Of each run. What is silent from the start is waited for a second: killed sooner, it would never come to
  // an end.
  Duration save_after = 1800ms;
  Duration kill_after = 2000ms;
  std::function<std::uint32_t(int run)> slices = [](int) { return 2U; };
};

ScanRequest request_of(const Case& one, std::uint64_t seed) {
  std::vector<Address> addresses;
  for (std::uint32_t i = 0; i < one.hosts; ++i) addresses.push_back(Address::ipv4(0x0a000000U + i));
  ScanRequest request{TargetSet(addresses), PortSet::parse(one.ports, Services::instance()).value()};
  request.seed = seed;
  return request;
}

// A try that nobody had heard of when the scan was saved is made again, and no other: it is waited for so
// long before anything is known of its host, rounded up to the ticks of the timers.
constexpr Duration kWaitedFor = kFirstTryTimeout + 10ms;

using Try = std::pair<PairIndex, int>;

// One run, from what was saved before it.
class Run {
 public:
  Run(const Case& one, const ScanRequest& request, const SavedScan& before, std::uint32_t slices,
      std::uint64_t seed)
      : request_(request),
        network_(
            {.host = [&one](const Address&) { return one.host; }, .first_link = {}, .seed = mix_bits(seed)}),
        recorder_(request, before),
        hosts_(request, &before) {
    const EngineSpec spec = EngineSpec::connect();
    for (const PlanPart& part : PlanPart::split(slices)) {
      engines_.push_back(std::make_unique<SimulatedEngine>(network_, spec, seed + part.slice.index));
      plans_.push_back(
          std::make_unique<ParallelPlan>(request, part, spec.traits, Instant{}, reach_by_address, &before));
    }
  }

  // Whether it came to its end before it was killed.
  bool go(Duration save_at, Duration kill_at) {
    bool is_saved = false;
    for (;;) {
      const std::size_t next = behind();
      if (next == plans_.size()) break;
      const Duration now = engines_[next]->now() - Instant{};
      if (now >= save_at && !is_saved) save(now);
      is_saved = is_saved || now >= save_at;
      if (now >= kill_at) return false;
      turn(*engines_[next], *plans_[next], now);
    }
    save(Duration::max());
    return true;
  }

  SavedScan saved;
  Duration saved_at{};
  std::map<Try, Duration> tries;  // when each was made last
  std::uint64_t verdicts_twice = 0;

 private:
  std::size_t behind() const {
    std::size_t found = plans_.size();
    for (std::size_t i = 0; i < plans_.size(); ++i)
      if (!plans_[i]->done() && (found == plans_.size() || engines_[i]->now() < engines_[found]->now()))
        found = i;
    return found;
  }

  void turn(SimulatedEngine& engine, ParallelPlan& plan, Duration now) {
    std::array<Probe, 64> batch;
    std::vector<Unsent> unsent;
    std::vector<Answer> answers;
    std::vector<TryId> released;
    std::vector<Verdict> verdicts;
    std::vector<HostDone> hosts;
    const std::size_t room = std::min(engine.capacity(), batch.size());
    const std::size_t count = plan.poll_probes(engine.now(), std::span(batch).first(room));
    for (const Probe& probe : std::span(batch).first(count))
      if (!probe.id.number.is_canary()) tries[{probe.id.pair, probe.id.number.pass()}] = now;
    engine.submit(std::span(batch).first(count), unsent);
    if (!unsent.empty()) plan.on_unsent(engine.now(), unsent);
    const Instant next = plan.next_wakeup().value_or(engine.now() + 1s);
    if (!plan.done()) engine.wait(count == room && room > 0 ? engine.now() : next, answers);
    for (const Answer& answer : answers) plan.on_answer(engine.now(), answer);
    plan.take_released(released);
    for (const TryId& id : released) engine.release(id);
    plan.take_verdicts(verdicts);
    plan.take_hosts(hosts);
    for (const Verdict& verdict : verdicts) {
      if (is_known(verdict.pair))
        ++verdicts_twice;
      else
        recorder_.on_verdict(verdict);
    }
    for (const HostDone& part : hosts)
      if (const auto host = hosts_.add(part)) recorder_.on_host(*host);
  }

  bool is_known(PairIndex pair) const {
    const auto [host, port] = request_.place_of(pair);
    if (recorder_.saved().is_finished(host_order(request_).index_of(host))) return true;
    const auto found = recorder_.saved().under_way.find(host);
    return found != recorder_.saved().under_way.end() && found->second.has(port);
  }

  void save(Duration now) {
    saved = recorder_.saved();
    saved_at = now;
    saved.marks.clear();  // of the run before
    for (const auto& plan : plans_) saved.marks.push_back(plan->marks());
  }

  const ScanRequest& request_;
  SimulatedNetwork network_;
  ScanRecorder recorder_;
  SharedHosts hosts_;
  std::vector<std::unique_ptr<SimulatedEngine>> engines_;
  std::vector<std::unique_ptr<ParallelPlan>> plans_;
};

void kill_until_done(const Case& one, std::uint64_t seed) {
  SCOPED_TRACE(testing::Message() << one.name << ", seed " << seed);
  const ScanRequest request = request_of(one, seed);
  SavedScan saved;
  std::map<Try, Duration>
      before_save;  // tries of the run before, and how long before its save they were made
  int runs = 0;
  for (bool done = false; !done; ++runs) {
    ASSERT_LT(runs, 40) << "it does not come to an end";
    const std::uint32_t slices = one.slices(runs);
    const bool same_slices = runs > 0 && slices == one.slices(runs - 1);
    Run run(one, request, saved, slices, seed * 1000 + static_cast<std::uint64_t>(runs));
    done = run.go(one.save_after, one.kill_after);
    EXPECT_EQ(run.verdicts_twice, 0U);
    if (same_slices)
      for (const auto& [each, at] : run.tries) {
        const auto found = before_save.find(each);
        EXPECT_TRUE(found == before_save.end() || found->second <= kWaitedFor)
            << "made again, " << seconds(found->second) << " s after it was over";
      }
    before_save.clear();
    for (const auto& [each, at] : run.tries)
      if (at <= run.saved_at) before_save.emplace(each, run.saved_at - at);
    // Through the file and back.
    run.saved.scan = fingerprint(request);
    auto read = parse_saved_scan(to_json(run.saved), request);
    ASSERT_TRUE(read) << read.error().message;
    saved = std::move(*read);
  }
  EXPECT_GT(runs, 2) << "it was never killed";
  EXPECT_EQ(saved.pairs_settled(), request.pairs());
  EXPECT_EQ(saved.hosts_finished(), one.hosts);
  std::uint64_t open = 0;
  const PortSet& ports = request.ports.of(0);
  for (std::uint32_t i = 0; i < ports.size(); ++i)
    open += one.host.port(number(ports.at(i))) == PortIs::kOpen ? one.hosts : 0U;
  EXPECT_EQ(saved.open.size(), open);
}

constexpr std::uint64_t kSeeds = 3;

TEST(KillAndResume, AHostBehindALossyPath) {
  for (std::uint64_t seed = 1; seed <= kSeeds; ++seed)
    kill_until_done(
        {.name = "40 ms, 5 % loss",
         .host = {.round_trip = 40ms, .loss_each_way = 0.05, .port = open_ports(100, seed, PortIs::kClosed)},
         .save_after = 500ms,
         .kill_after = 700ms},
        seed);
}

TEST(KillAndResume, AFirewalledHost) {
  for (std::uint64_t seed = 1; seed <= kSeeds; ++seed)
    kill_until_done(
        {.name = "all but 20 dropped",
         .host = {.round_trip = 40ms, .loss_each_way = 0.01, .port = open_ports(20, seed, PortIs::kDropped)}},
        seed);
}

TEST(KillAndResume, ManyHostsWithFewPorts) {
  for (std::uint64_t seed = 1; seed <= kSeeds; ++seed)
    kill_until_done(
        {.name = "2,000 hosts, 3 ports",
         .host = {.round_trip = 30ms,
                  .loss_each_way = 0.02,
                  .port = [](std::uint16_t port) { return port == 80 ? PortIs::kOpen : PortIs::kDropped; }},
         .hosts = 2'000,
         .ports = "80-82"},
        seed);
}

TEST(KillAndResume, AHostThatIsDown) {
  for (std::uint64_t seed = 1; seed <= kSeeds; ++seed)
    kill_until_done(
        {
            .name = "silent",
            .host = {.port = [](std::uint16_t) { return PortIs::kDropped; }},
        },
        seed);
}

TEST(KillAndResume, WithAnotherNumberOfThreadsEachTime) {
  for (std::uint64_t seed = 1; seed <= kSeeds; ++seed)
    kill_until_done(
        {.name = "slices 1, 2, 3",
         .host = {.round_trip = 20ms, .loss_each_way = 0.02, .port = open_ports(50, seed, PortIs::kClosed)},
         .save_after = 300ms,
         .kill_after = 400ms,
         .slices = [](int run) { return 1U + static_cast<std::uint32_t>(run) % 3; }},
        seed);
}

}  // namespace
}  // namespace sounder::sim
