// A scan's plan under a network and a machine that do what they like: answers that are late, doubled, to
// nothing that was asked, of any kind and in any order; tries that this machine could not send; time that
// jumps. Every pair gets its verdict once, for a reason that somebody told; the cap holds; it always ends.
#include <array>
#include <map>
#include <set>
#include <vector>

#include "net/services.h"
#include "scan/plan/in_turn_plan.h"
#include "scan/plan/parallel_plan.h"
#include "scan/plan/plan.h"
#include "scan/tcp_states.h"
#include "tests/fuzz/choices.h"
#include "tests/fuzz/fuzz.h"

namespace {

using namespace sounder;

constexpr std::array kAnswers{Reason::kSynAck,          Reason::kReset,       Reason::kHostUnreachable,
                              Reason::kNetUnreachable,  Reason::kProhibited,  Reason::kProtoUnreachable,
                              Reason::kPortUnreachable, Reason::kTimeExceeded};
constexpr std::array kShortages{Reason::kNoDescriptors, Reason::kNoLocalPorts,  Reason::kNoNeighbours,
                                Reason::kNoBuffers,     Reason::kLocalFirewall, Reason::kRouteLost};

ScanRequest choose_request(fuzz::Choices& choices) {
  const auto hosts = static_cast<std::uint32_t>(1 + choices.up_to(5));
  const auto ports = 1 + choices.up_to(89);
  std::vector<AddressRange> ranges{{Address::ipv4(0x0a000000), hosts}};
  ScanRequest request{.targets = TargetSet::make(ranges).value(),
                      .ports = PortSet::parse("1-" + std::to_string(ports), Services::instance()).value()};
  request.seed = choices.byte();
  if (choices.yes()) request.timeout = std::chrono::milliseconds(1 + choices.up_to(2000));
  if (choices.yes()) request.tries = static_cast<int>(1 + choices.up_to(4));
  if (choices.yes()) request.max_rate_per_s = static_cast<double>(1 + choices.up_to(65'535));
  return request;
}

class Drive {
 public:
  Drive(fuzz::Choices& choices, const ScanRequest& request, PlanPart part, std::unique_ptr<ScanPlan> plan)
      : choices_(choices), request_(request), part_(std::move(part)), plan_(std::move(plan)) {}

  void run() {
    while (!choices_.done() && !plan_->done()) {
      step();
      tell();
    }
    // From here on nobody answers.
    for (int turns = 0; !plan_->done(); ++turns) {
      fuzz::require(turns < 1'000'000);
      wait_for_plan();
      poll(512);
      tell();
    }
    check_end();
  }

 private:
  void step() {
    switch (choices_.up_to(9)) {
      case 0:
        now_ += std::chrono::microseconds(choices_.up_to(16'000'000));
        return;
      case 1:
        return answer({choices_.up_to(request_.pairs() + 10), TryNumber::from_byte(choices_.byte())}, now_);
      case 2:
        return unsent();
      case 3:
        if (choices_.byte() >= 4) return;
        plan_->interrupt(now_);
        interrupted_ = true;
        return fuzz::require(plan_->done());
      case 4:
      case 5:
        wait_for_plan();
        return poll(1 + choices_.up_to(255));
      default:
        if (out_.empty()) return poll(1 + choices_.up_to(63));
        const auto& [id, sent] = out_[choices_.up_to(out_.size() - 1)];
        return answer(id, sent);
    }
  }

  void wait_for_plan() {
    const auto next = plan_->next_wakeup();
    fuzz::require(next.has_value());
    now_ = std::max(now_, *next);
  }

  void poll(std::size_t room) {
    probes_.resize(room);
    const std::size_t count = plan_->poll_probes(now_, probes_);
    fuzz::require(count <= room);
    probes_.resize(count);
    for (const Probe& probe : probes_) {
      fuzz::require(probe.id.pair < request_.pairs() && probe.to == request_.endpoint(probe.id.pair));
      if (out_.size() < 4096) out_.emplace_back(probe.id, now_);
    }
    sent_ += count;
    // What a cap lets out: the rate times the time, and what may go at once.
    if (!request_.max_rate_per_s) return;
    const double rate_per_s = part_.budget.of(*request_.max_rate_per_s);
    const double burst = std::max(1.0, rate_per_s * seconds(kPacerBurst));
    fuzz::require(static_cast<double>(sent_) <=
                  rate_per_s * seconds(now_ - Instant{}) + burst + 1e-6 * rate_per_s);
  }

  void answer(TryId id, Instant sent) {
    const Reason reason = kAnswers[choices_.up_to(kAnswers.size() - 1)];
    Answer made{.id = id, .state = tcp_state_of(reason), .reason = reason, .sent = sent, .received = now_};
    made.timed = choices_.byte() < 200;
    if (!made.timed) made.sent = made.received;
    told_.emplace(id.pair, reason);
    plan_->on_answer(now_, made);
  }

  // Of the probes of the last poll.
  void unsent() {
    std::vector<Unsent> failed;
    while (!probes_.empty() && choices_.yes()) {
      const Reason reason = kShortages[choices_.up_to(kShortages.size() - 1)];
      failed.push_back({probes_.back().id, reason});
      told_.emplace(probes_.back().id.pair, reason);
      if (reason == Reason::kRouteLost) lost_.insert(host_of(probes_.back().id.pair));
      probes_.pop_back();
    }
    if (!failed.empty()) plan_->on_unsent(now_, failed);
  }

  std::uint64_t host_of(PairIndex pair) const { return request_.place_of(pair).host; }

  void tell() {
    std::vector<Verdict> verdicts;
    plan_->take_verdicts(verdicts);
    for (const Verdict& verdict : verdicts) {
      fuzz::require(verdicts_.insert(verdict.pair).second);
      fuzz::require(verdict.endpoint == request_.endpoint(verdict.pair));
      const bool silent = verdict.reason == Reason::kNoResponse || verdict.reason == Reason::kUnproven;
      // A host that is given up for want of a route has pairs that were never tried.
      const bool lost = verdict.reason == Reason::kRouteLost && lost_.contains(host_of(verdict.pair));
      fuzz::require(silent || lost || told_.contains({verdict.pair, verdict.reason}));
      ++counts_[verdict.state];
    }
    plan_->take_hosts(hosts_);
    std::vector<TryId> released;
    plan_->take_released(released);
    for (const TryId& id : released) fuzz::require(id.pair < request_.pairs());
    const Progress progress = plan_->progress();
    fuzz::require(progress.settled <= progress.pairs && verdicts_.size() <= progress.pairs);
  }

  void check_end() {
    const Counts& all = plan_->counts();
    const std::uint64_t pairs = plan_->progress().pairs;
    fuzz::require(all.total() == pairs);
    if (!interrupted_) fuzz::require(verdicts_.size() == pairs && counts_ == all);
    Counts of_hosts{};
    std::set<std::uint64_t> seen;
    for (const HostDone& host : hosts_) {
      fuzz::require(seen.insert(host.host).second && host.address == request_.targets.at(host.host));
      of_hosts += host.counts;
    }
    if (!interrupted_) fuzz::require(of_hosts == all);
    fuzz::require(!plan_->next_wakeup().has_value());
  }

  fuzz::Choices& choices_;
  const ScanRequest& request_;
  const PlanPart part_;
  const std::unique_ptr<ScanPlan> plan_;
  Instant now_{};
  std::vector<Probe> probes_;                    // of the last poll, and not given back
  std::vector<std::pair<TryId, Instant>> out_;   // that may be answered
  std::set<std::pair<PairIndex, Reason>> told_;  // by the network or by this machine
  std::set<std::uint64_t> lost_;                 // hosts whose route was lost
  std::set<PairIndex> verdicts_;
  Counts counts_{};
  std::vector<HostDone> hosts_;
  std::uint64_t sent_ = 0;
  bool interrupted_ = false;
};

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::Choices choices(data, size);
  const ScanRequest request = choose_request(choices);
  const Traits traits{.kernel_retransmits = choices.yes(), .late_answers = choices.yes()};
  if (choices.byte() < 32) {
    Drive(choices, request, {}, std::make_unique<InTurnPlan>(request, traits)).run();
    return 0;
  }
  const auto plans = static_cast<std::uint32_t>(1 + choices.up_to(3));
  const PlanPart part = PlanPart::even(static_cast<std::uint32_t>(choices.up_to(plans - 1)), plans);
  const auto reach = static_cast<Reach>(choices.up_to(2));
  Drive(
      choices, request, part,
      std::make_unique<ParallelPlan>(request, part, traits, Instant{}, [&](const Address&) { return reach; }))
      .run();
  return 0;
}
