#include "tests/scan/sim/scenario.h"

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <unordered_set>

#include "base/mix_bits.h"
#include "net/services.h"

namespace sounder::sim {
namespace {

constexpr std::uint32_t kFirstAddress = 0x0a000000;  // 10.0.0.0
constexpr std::size_t kBatch = 256;

// One plan with its engine: the loop of scan/run.cc, a turn at a time.
class Worker {
 public:
  Worker(const Scenario& scenario, const ScanRequest& request, SimulatedNetwork& network,
         const PlanPart& part, std::uint64_t seed)
      : engine(network, scenario.engine, seed + part.slice.index),
        plan(request, part, scenario.engine.traits, Instant{},
             [reach = scenario.reach](const Address&) { return reach; }) {}

  void turn() {
    const std::size_t room = std::min(engine.capacity(), batch_.size());
    const std::size_t count = plan.poll_probes(engine.now(), std::span(batch_).first(room));
    unsent_.clear();
    engine.submit(std::span(batch_).first(count), unsent_);
    plan.on_unsent(engine.now(), unsent_);
    released_.clear();
    plan.take_released(released_);
    for (const TryId& id : released_) engine.release(id);
    answers_.clear();
    const Instant next = plan.next_wakeup().value_or(engine.now() + std::chrono::seconds(1));
    if (!plan.done()) engine.wait(count == room && room > 0 ? engine.now() : next, answers_);
    for (const Answer& answer : answers_) plan.on_answer(engine.now(), answer);
  }

  SimulatedEngine engine;
  ParallelPlan plan;

 private:
  std::array<Probe, kBatch> batch_;
  std::vector<Unsent> unsent_;
  std::vector<TryId> released_;
  std::vector<Answer> answers_;
};

ScanRequest request_of(const Scenario& scenario, std::uint64_t seed) {
  std::vector<Address> addresses;
  for (std::uint32_t i = 0; i < scenario.hosts; ++i) addresses.push_back(Address::ipv4(kFirstAddress + i));
  ScanRequest request{TargetSet(addresses), PortSet::parse(scenario.ports, Services::instance()).value()};
  request.seed = seed;
  request.tries = scenario.tries;
  request.timeout = scenario.timeout;
  request.max_rate_per_s = scenario.max_rate_per_s;
  return request;
}

// Compares verdicts with the truth.
class Judge {
 public:
  Judge(const Scenario& scenario, const ScanRequest& request)
      : request_(request), seen_(request.pairs(), false) {
    for (std::uint32_t i = 0; i < scenario.hosts; ++i) specs_.push_back(scenario.host(i));
  }

  void judge(const Verdict& verdict, Outcome& outcome) {
    if (seen_[verdict.pair]) ++outcome.repeated;
    seen_[verdict.pair] = true;
    ++outcome.told[verdict.state];
    const Endpoint to = request_.endpoint(verdict.pair);
    const HostSpec& spec = specs_[to.address.ipv4_value() - kFirstAddress];
    const PortIs is = spec.port(number(to.port));
    if (verdict.reason == Reason::kNoResponse && (is == PortIs::kOpen || is == PortIs::kClosed))
      ++outcome.false_silent;
    if (verdict.state != State::kOpen) return;
    if (is == PortIs::kOpen)
      ++outcome.found;
    else
      ++outcome.false_open;
  }

  std::uint64_t open() const {
    std::uint64_t count = 0;
    const PortSet& ports = request_.ports.of(0);
    for (const HostSpec& spec : specs_)
      for (std::uint32_t i = 0; i < ports.size(); ++i)
        count += spec.port(number(ports.at(i))) == PortIs::kOpen ? 1U : 0U;
    return count;
  }

 private:
  const ScanRequest& request_;
  std::vector<bool> seen_;
  std::vector<HostSpec> specs_;
};

NetworkSpec network_of(const Scenario& scenario, std::uint64_t seed) {
  return {.host = [&](const Address& address) { return scenario.host(address.ipv4_value() - kFirstAddress); },
          .first_link = scenario.first_link,
          .policer = scenario.policer,
          .seed = mix_bits(seed)};
}

}  // namespace

Outcome run(const Scenario& scenario, std::uint64_t seed) {
  const ScanRequest request = request_of(scenario, seed);
  SimulatedNetwork network(network_of(scenario, seed));
  std::vector<std::unique_ptr<Worker>> workers;
  for (const PlanPart& part : PlanPart::split(scenario.slices))
    workers.push_back(std::make_unique<Worker>(scenario, request, network, part, seed));

  Outcome outcome;
  outcome.host_done_at.resize(scenario.hosts);
  Judge judge(scenario, request);
  outcome.open = judge.open();
  std::vector<Verdict> verdicts;
  std::vector<HostDone> hosts;
  while (true) {
    // Whoever is behind goes next, so that the network sees packets in order.
    Worker* behind = nullptr;
    for (const auto& worker : workers)
      if (!worker->plan.done() && (behind == nullptr || worker->engine.now() < behind->engine.now()))
        behind = worker.get();
    if (behind == nullptr) break;
    const Duration now = behind->engine.now() - Instant{};
    if (now > scenario.give_up) break;
    behind->turn();
    if (scenario.interrupt_at && now >= *scenario.interrupt_at) behind->plan.interrupt(behind->engine.now());
    verdicts.clear();
    behind->plan.take_verdicts(verdicts);
    for (const Verdict& verdict : verdicts) judge.judge(verdict, outcome);
    hosts.clear();
    behind->plan.take_hosts(hosts);
    for (const HostDone& host : hosts) outcome.host_done_at[host.host] = behind->engine.now() - Instant{};
    outcome.hosts.insert(outcome.hosts.end(), hosts.begin(), hosts.end());
  }
  outcome.done = std::ranges::all_of(workers, [](const auto& worker) { return worker->plan.done(); });
  for (const auto& worker : workers) {
    outcome.pairs += worker->plan.progress().pairs;
    outcome.sent += worker->plan.progress().sent;
    outcome.counts += worker->plan.counts();
    outcome.elapsed = std::max(outcome.elapsed, worker->engine.now() - Instant{});
    outcome.most_sockets = std::max(outcome.most_sockets, worker->engine.most_sockets());
  }
  outcome.packets = network.packets();
  outcome.use = network.use();
  return outcome;
}

std::string Outcome::to_string() const {
  return fmt::format(
      "{} open {}/{} false {} silent {} closed {} filtered {} unreachable {} untested {} of {}, {:.2f} s, {} "
      "sent, {} "
      "packets, queue {:.0f} half {:.2f} full {:.2f} dropped {}",
      done ? "done" : "NOT DONE", found, open, false_open, false_silent, counts[State::kClosed],
      counts[State::kFiltered], counts[State::kUnreachable], counts[State::kUntested], pairs,
      seconds(elapsed), sent, packets, use.largest_queue, use.half_share, use.full_share, use.dropped);
}

std::vector<bool> some_ports(std::uint32_t count, std::uint64_t seed) {
  std::vector<bool> chosen(65536, false);
  const Permutation order(65535, mix_bits(seed ^ 0x0be1U));
  for (std::uint32_t i = 0; i < count; ++i) chosen[order.at(i) + 1] = true;
  return chosen;
}

std::function<PortIs(std::uint16_t)> open_ports(std::uint32_t count, std::uint64_t seed, PortIs otherwise) {
  return [open = std::make_shared<std::vector<bool>>(some_ports(count, seed)),
          otherwise](std::uint16_t port) { return (*open)[port] ? PortIs::kOpen : otherwise; };
}

}  // namespace sounder::sim
