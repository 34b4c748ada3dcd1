#include "scan/plan/parallel_plan.h"

#include <algorithm>

#include "base/limits.h"
#include "scan/reach.h"

namespace sounder {
namespace {

constexpr std::size_t kQuantum = 64;         // probes to one host before the next host has its turn
constexpr double kSmallHostRatePerS = 1000;  // to a host with too few pairs for a model of its own
constexpr Duration kStallCanaryEvery = std::chrono::milliseconds(100);

PathRates rates_for(Reach reach, const Budget& budget) {
  switch (reach) {
    case Reach::kLoopback:
      return {budget.of(1'000'000), Pacer::kUnlimited, Pacer::kUnlimited};
    case Reach::kOnLink:
      return {budget.of(10'000), budget.of(kSilentHostRatePerS), Pacer::kUnlimited};
    case Reach::kRouted:
      break;
  }
  return {budget.of(2'000), budget.of(kSilentHostRatePerS), budget.of(kRoutedRatePerS)};
}

}  // namespace

ParallelPlan::ParallelPlan(const ScanRequest& request, PlanPart part, Traits traits, Instant start,
                           ReachOf reach, const SavedScan* before)
    : request_(request),
      budget_(part.budget),
      traits_(traits),
      reach_(std::move(reach)),
      order_(request, part.slice),
      resumption_(before != nullptr ? std::optional<Resumption>(std::in_place, *before, order_, part.slice)
                                    : std::nullopt),
      pairs_(order_.pairs() - (resumption_ ? resumption_->pairs_settled() : 0)),
      groups_(order_),
      timers_(start),
      near_(start, {budget_.of(50'000), Pacer::kUnlimited, Pacer::kUnlimited}),
      routed_(start, {budget_.of(5'000), budget_.of(kSilentScanRatePerS), budget_.of(kRoutedRatePerS)}),
      cap_per_s_(request.max_rate_per_s.value_or(Pacer::kUnlimited)),
      evidence_(traits, resumption_ ? resumption_->loss() : LossMeter{}),
      last_poll_(start) {}

// --- Groups

void ParallelPlan::open_groups(Instant now) {
  while (groups_.may_open()) {
    // One more only when those that are open leave time: hosts of a later group are no hurry.
    if (groups_.any_open() && !(near_.empty() && routed_.empty())) return;
    HostGroup& opened = groups_.open();
    for (std::uint32_t i = 0; i < opened.hosts().size(); ++i) begin(now, opened, i);
  }
}

void ParallelPlan::begin(Instant now, HostGroup& group, std::uint32_t number) {
  Host& host = group.hosts()[number];
  const HostRef ref = HostGroups::ref_of(group, number);
  const bool finished = resumption_ && resumption_->take_up(group, number);
  if (host.unsettled == 0) {
    finish(host, ref);
    return;
  }
  host.address = request_.targets.at(host.index);
  const Reach reach = reach_(host.address);
  host.pass_start = now;
  host.near = reach != Reach::kRouted;
  if (host.pairs >= kModelledPairs)
    host.path = std::make_unique<HostPath>(PathModel(now, rates_for(reach, budget_)));
  finished ? finish(host, ref) : make_ready(host, ref);
}

void ParallelPlan::close_groups() {
  while (findings_.waiting_verdicts() < kVerdictsAtOnce) {
    HostGroup* group = groups_.closing();
    if (group == nullptr) return;
    if (group->closing_host == group->hosts().size()) {
      groups_.close();
      continue;
    }
    Host& host = group->hosts()[group->closing_host];
    group->closing_pair = group->next_unsettled(group->closing_host, group->closing_pair);
    if (group->closing_pair < host.pairs) {
      const PairIndex index = order_.pair_index(host.index, group->closing_pair++);
      findings_.give_verdict(host, verdict_on(host, index, traits_.silent, Reason::kNoResponse));
    } else {
      findings_.tell(host);
      ++group->closing_host;
      group->closing_pair = 0;
    }
  }
}

// --- Hosts

void ParallelPlan::make_ready(Host& host, const HostRef& ref) {
  if (host.queued) return;
  host.queued = true;
  queue_of(host).push(ref);
}

// Hands out what this host may send now. Whether it may send more at once.
bool ParallelPlan::serve(Host& host, const HostRef& ref, Instant now, std::span<Probe> out,
                         std::size_t& sent) {
  HostGroup& group = groups_.at(ref);
  HostQueue& queue = queue_of(host);
  double rate_per_s = kSmallHostRatePerS;
  if (host.path) {
    const bool limited = host.path->model.limits_resets();
    host.path->model.update(now, host.rtt);
    if (!limited && host.path->model.limits_resets()) host.loss = {};  // resets withheld were taken for lost
    if (host.path->model.stalled_since()) return serve_stalled(host, ref, now, out, sent);
    rate_per_s = host.path->model.rate_per_s();
    if (!host.answered && host.pass > 0)
      rate_per_s = std::min(rate_per_s, budget_.of(kSilentHostRetryRatePerS));
  }
  host.pacer.refill(now, rate_per_s, kPacerBurst);
  const double canary_share = host.path ? 1 / host.path->model.canary_interval() : 0;
  for (std::size_t quantum = 0; quantum < kQuantum; ++quantum) {
    host.cursor = group.next_unsettled(ref.host, host.cursor);
    if (host.cursor == host.pairs) {
      end_walk(host, ref, now);
      return false;
    }
    if (!host.pacer.may_send()) {
      add_timer(host.pacer.next(), ref, TimerKind::kWake);
      return false;
    }
    if (sent == out.size() || !may_send(queue)) return true;
    host.pacer.on_sent();
    queue.take_credit();
    all_pacer_.on_sent();
    if (host.path && (host.path->canary_credit += canary_share) >= 1) {
      host.path->canary_credit -= 1;
      if (send_canary(host, ref, now, out[sent])) {
        ++sent;
        continue;
      }
    }
    send(host, ref, host.cursor++, TryNumber::of_pass(host.pass), now, out[sent++]);
  }
  return true;
}

// A host that fell silent at once: a canary now and then, and after some seconds nothing any more.
bool ParallelPlan::serve_stalled(Host& host, const HostRef& ref, Instant now, std::span<Probe> out,
                                 std::size_t& sent) {
  if (now - *host.path->model.stalled_since() >= kStallPatience) {
    host.gave_up = true;
    finish(host, ref);
    return false;
  }
  if (now >= host.path->next_stall_canary) {
    HostQueue& queue = queue_of(host);
    if (sent == out.size() || !queue.may_send() || !all_pacer_.may_send()) return true;
    host.path->next_stall_canary = now + kStallCanaryEvery;
    if (send_canary(host, ref, now, out[sent])) {
      queue.take_credit();
      all_pacer_.on_sent();
      ++sent;
    }
  }
  add_timer(host.path->next_stall_canary, ref, TimerKind::kWake);
  return false;
}

void ParallelPlan::serve_owed(Instant now, std::span<Probe> out, std::size_t& sent) {
  while (sent < out.size() && all_pacer_.may_send()) {
    const auto owed = shortage_.take(now);
    if (!owed) return;
    HostGroup* group = groups_.find(owed->ref);
    if (group == nullptr) continue;
    Host& host = group->hosts()[owed->ref.host];
    --host.owed;
    if (group->is_settled(owed->ref.host, owed->pair)) {
      if (host.owed == 0 && host.pending == 0 && host.phase == Host::Phase::kWaiting)
        end_pass(host, owed->ref, now);
      continue;
    }
    all_pacer_.on_sent();
    send(host, owed->ref, owed->pair, owed->number, now, out[sent++]);
  }
}

void ParallelPlan::end_walk(Host& host, const HostRef& ref, Instant now) {
  host.phase = Host::Phase::kWaiting;
  // A pass over a silent host that took longer than a late pass waits: the next may follow at once.
  const bool no_wait =
      !host.answered && host.pass_start + kLatePassDelay <= now && host.pass + 1 < tries_wanted(host);
  host.pass_end = no_wait ? host.pass_start : now;
  if (no_wait || (host.pending == 0 && host.owed == 0)) end_pass(host, ref, now);
}

void ParallelPlan::end_pass(Host& host, const HostRef& ref, Instant now) {
  ++host.pass;
  const int wanted = tries_wanted(host);
  if (host.unsettled == 0 || host.pass >= wanted) {
    finish(host, ref);
    return;
  }
  host.cursor = 0;
  host.pass_start = now;
  const Instant late = host.pass_end + kLatePassDelay;
  if (host.pass + 1 == wanted && late > now) {
    host.phase = Host::Phase::kPausing;
    add_timer(late, ref, TimerKind::kWake);
  } else {
    host.phase = Host::Phase::kWalking;
    make_ready(host, ref);
  }
}

void ParallelPlan::finish(Host& host, const HostRef& ref) {
  if (host.phase == Host::Phase::kFinished) return;
  host.phase = Host::Phase::kFinished;
  settled_ += host.unsettled;
  if (!host.answered && host.pairs >= kModelledPairs) host.gave_up = true;
  if (host.unsettled == 0) findings_.tell(host);
  if (host.path)
    host.path->canaries.for_each_out([&](const Canaries::Flight& flight) {
      findings_.release({order_.pair_index(host.index, flight.pair), flight.number});
    });
  groups_.on_finished(ref);
}

int ParallelPlan::tries_wanted(const Host& host) const {
  if (request_.tries) return *request_.tries;
  // A host that never answered: the slice's loss if its few pairs are asked like everybody's, else no more
  // than twice.
  if (!host.answered && (host.pairs >= kModelledPairs || evidence_.loss().tries() < 100)) return kTriesMin;
  const int tries = tries_for_loss(assumed_loss(host.loss, evidence_.loss()));
  return host.path && host.path->model.explored() ? std::min(tries + 1, kTriesMax) : tries;
}

// --- Tries

std::size_t ParallelPlan::poll_probes(Instant now, std::span<Probe> out) {
  const std::size_t at_once = shortage_.begin_poll();
  last_poll_ = now;
  had_room_ = !out.empty();
  timers_.expire(now, [&](const Timer& timer) { on_timer(now, timer); });
  close_groups();
  open_groups(now);
  if (now < shortage_.hold_until()) return 0;
  std::size_t sent = 0;
  out = out.first(std::min(out.size(), at_once));
  all_pacer_.refill(now, budget_.of(cap_per_s_), kPacerBurst);
  serve_owed(now, out, sent);
  for (HostQueue* queue : {&near_, &routed_}) {
    queue->refill(now, groups_.hosts() <= 1);
    while (!queue->empty() && sent < out.size() && may_send(*queue) && !shortage_.full()) {
      const HostRef ref = queue->pop();
      HostGroup* group = groups_.find(ref);
      if (group == nullptr) continue;
      Host& host = group->hosts()[ref.host];
      host.queued = false;
      if (host.phase == Host::Phase::kWalking && serve(host, ref, now, out, sent)) make_ready(host, ref);
    }
  }
  shortage_.end_poll(sent);
  return sent;
}

bool ParallelPlan::may_send(const HostQueue& queue) const {
  return queue.may_send() && all_pacer_.may_send() && timers_.size() < kTriesInFlight;
}

Probe ParallelPlan::probe(const Host& host, std::uint32_t pair, TryNumber number) const {
  const PairIndex index = order_.pair_index(host.index, pair);
  return {{index, number}, {host.address, order_.port_of(index)}};
}

void ParallelPlan::add_timer(Instant when, const HostRef& ref, TimerKind kind, std::uint16_t pair,
                             TryNumber number) {
  timers_.add(when, {ref.generation, ref.host, pair, ref.slot, number, kind});
}

Duration ParallelPlan::try_timeout(const Host& host, std::uint32_t pair, TryNumber number) const {
  if (request_.timeout) return *request_.timeout;
  if (host.answered || !host.path || pair < kSilentSample) return host.rtt.try_timeout();
  if (number.pass() > 0) return kSilentTimeoutLater;
  // Generously what its neighbours take.
  const RttEstimator& neighbours = (host.near ? near_ : routed_).round_trips();
  return std::clamp(2 * neighbours.try_timeout(), kSilentTimeoutLeast, kSilentTimeoutFirst);
}

void ParallelPlan::send(Host& host, const HostRef& ref, std::uint32_t pair, TryNumber number, Instant now,
                        Probe& out) {
  number = PathEvidence::on_sent(now, host, queue_of(host), number);
  out = probe(host, pair, number);
  ++sent_;
  ++host.pending;
  add_timer(now + try_timeout(host, pair, number), ref, TimerKind::kTry, static_cast<std::uint16_t>(pair),
            number);
}

bool ParallelPlan::send_canary(Host& host, const HostRef& ref, Instant now, Probe& out) {
  HostPath& path = *host.path;
  const auto flight = path.canaries.send(path.model.wants_open_canaries());
  if (!flight) return false;
  out = probe(host, flight->pair, flight->number);
  ++sent_;
  PathEvidence::on_canary_sent(now, host, *flight);
  add_timer(now + try_timeout(host, flight->pair, flight->number), ref, TimerKind::kCanary, flight->pair,
            flight->number);
  return true;
}

void ParallelPlan::on_timer(Instant now, const Timer& timer) {
  const HostRef ref = timer.ref();
  HostGroup* group = groups_.find(ref);
  if (group == nullptr) return;
  Host& host = group->hosts()[ref.host];
  switch (timer.kind) {
    case TimerKind::kWake:
      if (host.phase == Host::Phase::kPausing) {
        host.phase = Host::Phase::kWalking;
        host.pass_start = now;
      }
      if (host.phase == Host::Phase::kWalking) make_ready(host, ref);
      return;
    case TimerKind::kCanary: {
      const auto flight = host.path->canaries.settle(timer.pair, timer.number);
      if (!flight) return;
      evidence_.on_canary_silence(host, *flight);
      findings_.release({order_.pair_index(host.index, timer.pair), timer.number});
      return;
    }
    case TimerKind::kTry:
      --host.pending;
      if (!group->is_settled(ref.host, timer.pair))
        findings_.release({order_.pair_index(host.index, timer.pair), timer.number});
      if (host.phase == Host::Phase::kWaiting && host.pending == 0 && host.owed == 0)
        end_pass(host, ref, now);
      return;
  }
}

void ParallelPlan::on_answer(Instant now, const Answer& answer) {
  const auto place = groups_.find(answer.id.pair);
  if (!place) return;
  HostGroup& group = groups_.at(place->ref);
  Host& host = group.hosts()[place->ref.host];
  if (answer.id.number.is_canary()) {
    if (!host.path) return;
    const auto flight = host.path->canaries.settle(static_cast<std::uint16_t>(place->pair), answer.id.number);
    if (flight) evidence_.on_canary_answer(now, host, queue_of(host), *flight, answer);
    return;
  }
  if (answer.id.number.pass() > host.pass || group.is_settled(place->ref.host, place->pair)) return;
  // A router's word about a host (ICMP) is limited and comes from elsewhere: a verdict, but no measure of the
  // path.
  if (answer.state == State::kOpen || answer.state == State::kClosed)
    evidence_.on_answer(now, host, queue_of(host), static_cast<std::uint16_t>(place->pair), answer);
  Verdict verdict = verdict_on(host, answer.id.pair, answer.state, answer.reason);
  if (evidence_.measures_round_trip(answer)) verdict.rtt = answer.received - answer.sent;
  verdict.ttl = answer.ttl;
  verdict.from = answer.from;
  settle(host, *place, verdict);
}

void ParallelPlan::settle(Host& host, const Place& place, const Verdict& verdict) {
  const HostRef& ref = place.ref;
  HostGroup& group = groups_.at(ref);
  // A group that is closing has given this pair its verdict, or will see the bit.
  const bool finished = host.phase == Host::Phase::kFinished;
  const bool given =
      ref.host < group.closing_host || (ref.host == group.closing_host && place.pair < group.closing_pair);
  if (finished && given) return;
  group.settle(ref.host, place.pair);
  --host.unsettled;
  if (!finished) ++settled_;
  findings_.give_verdict(host, verdict);
  if (host.unsettled == 0) finished ? findings_.tell(host) : finish(host, ref);
}

Verdict ParallelPlan::verdict_on(const Host& host, PairIndex index, State state, Reason reason) const {
  return {.pair = index, .endpoint = {host.address, order_.port_of(index)}, .state = state, .reason = reason};
}

void ParallelPlan::on_unsent(Instant now, std::span<const Unsent> unsent) {
  bool short_of_something = false;
  for (const Unsent& tried : unsent) {
    const auto place = groups_.find(tried.id.pair);
    if (!place) continue;
    HostGroup& group = groups_.at(place->ref);
    Host& host = group.hosts()[place->ref.host];
    const auto pair = static_cast<std::uint16_t>(place->pair);
    --sent_;
    if (tried.reason != Reason::kLocalFirewall) short_of_something = true;
    if (tried.id.number.is_canary()) {
      const auto flight = host.path->canaries.settle(pair, tried.id.number);
      if (flight) PathEvidence::on_canary_unsent(host, *flight);
      continue;
    }
    PathEvidence::on_unsent(host, queue_of(host), tried.id.number);
    if (group.is_settled(place->ref.host, pair)) continue;  // an earlier try was answered meanwhile
    if (shortage_.owe(now, place->ref, pair, tried.id.number, tried.reason))
      ++host.owed;
    else
      settle(host, *place, verdict_on(host, tried.id.pair, State::kUntested, tried.reason));
  }
  if (short_of_something) shortage_.on_short(now, unsent.size());
}

// --- The rest

std::optional<Instant> ParallelPlan::next_wakeup() const {
  if (done()) return std::nullopt;
  if (groups_.closing() != nullptr || !groups_.any_open()) return last_poll_;
  std::optional<Instant> next = timers_.next();
  if (!had_room_ || timers_.size() >= kTriesInFlight) return next;
  const auto earlier = [&](Instant when) {
    when = std::max({when, all_pacer_.next(), shortage_.hold_until()});
    next = next ? std::min(*next, when) : when;
  };
  if (const auto owed = shortage_.next()) earlier(*owed);
  if (shortage_.full()) return next;
  for (const HostQueue* queue : {&near_, &routed_})
    if (!queue->empty()) earlier(queue->next());
  return next;
}

void ParallelPlan::interrupt(Instant) {
  if (done()) return;
  findings_.give_up_rest(pairs_);
  groups_.for_each_host([&](Host& host) { findings_.give_up(host); });
  groups_.close_all();
}

ShareMarks ParallelPlan::marks() const {
  const LossMeter& loss = evidence_.loss();
  ShareMarks marks{.lost = loss.lost(), .heard = loss.tries() - loss.lost(), .hosts = {}};
  groups_.for_each_place([&](const HostGroup& group, std::uint32_t number) {
    const Host& host = group.hosts()[number];
    if (host.unsettled > 0 && (host.cursor > 0 || host.pass > 0))
      marks.hosts.push_back(mark_of(group, number));
  });
  return marks;
}

std::uint64_t ParallelPlan::hosts_under_way(std::size_t most, std::vector<HostStatus>& out) const {
  std::uint64_t count = 0;
  groups_.for_each_host([&](const Host& host) {
    const bool begun = host.pass > 0 || host.cursor > 0;
    if (!begun || host.phase == Host::Phase::kFinished) return;
    if (++count > most) return;
    out.push_back(host.status());
    if (auto& rate = out.back().rate_per_s) rate = std::min(*rate, budget_.of(cap_per_s_));
  });
  return count;
}

Progress ParallelPlan::progress() const { return {pairs_, settled_, findings_.count(State::kOpen), sent_}; }

}  // namespace sounder
