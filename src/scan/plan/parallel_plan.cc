#include "scan/plan/parallel_plan.h"

#include <algorithm>

#include "scan/plan/first_rates.h"
#include "scan/plan/plan_limits.h"
#include "scan/plan/stalled_host.h"

namespace sounder {
namespace {

constexpr std::size_t kQuantum = 64;  // probes to one host before the next host has its turn
// A policer's bucket may be a single probe deep.
constexpr Duration kPolicedBurst = std::chrono::milliseconds(1);
constexpr Duration kTurnLookEvery = std::chrono::milliseconds(100);
// Verdicts that are progress: one in five seconds (PassPolicy::patience()).
constexpr std::uint32_t kSomeProgress = 60;

}  // namespace

ParallelPlan::ParallelPlan(const ScanRequest& request, const PlanPart& part, Traits traits, Instant start,
                           ReachOf reach, const SavedScan* before)
    : request_(request),
      company_(part),
      budget_(part.budget),
      traits_(traits),
      reach_(std::move(reach)),
      order_(request, part.slice),
      resumption_(before != nullptr ? std::optional<Resumption>(std::in_place, *before, order_, part.slice)
                                    : std::nullopt),
      pairs_(order_.pairs() - (resumption_ ? resumption_->pairs_settled() : 0)),
      groups_(order_),
      verdicts_(order_, company_, traits.silent, groups_, findings_),
      timers_(start),
      near_(start, rates_of_link(true, budget_), part.news->near.witness),
      routed_(start, rates_of_link(false, budget_), part.news->routed.witness),
      cap_per_s_(request.max_rate_per_s.value_or(Pacer::kUnlimited)),
      evidence_(traits, resumption_ ? resumption_->loss() : LossMeter{}),
      passes_(request.tries, evidence_),
      last_poll_(start) {}

// --- Groups

void ParallelPlan::open_groups(Instant now) {
  while (groups_.may_open()) {
    // One more only when those that are open leave time: later groups can wait.
    if (groups_.any_open() && !(near_.empty() && routed_.empty())) return;
    HostGroup& opened = groups_.open();
    for (std::uint32_t i = 0; i < opened.hosts().size(); ++i) begin(now, opened, i);
  }
}

void ParallelPlan::begin(Instant now, HostGroup& group, std::uint32_t number) {
  Host& host = group.hosts()[number];
  const HostRef ref = HostGroups::ref_of(group, number);
  const bool finished = resumption_ && resumption_->take_up(group, number);
  if (host.unresolved == 0) {
    verdicts_.finish(host, ref);
    return;
  }
  host.address = request_.targets.at(host.index);
  const Reach reach = reach_(host.address);
  host.walk.begin(now);
  host.near = reach != Reach::kRouted;
  if (group.modelled()) host.path = std::make_unique<HostPath>(PathModel(now, rates_of_host(reach, budget_)));
  if (host.path) company_.tell_hearing(host);
  if (finished)
    verdicts_.finish(host, ref);
  else
    make_ready(host, ref);
}

// --- Hosts

void ParallelPlan::make_ready(Host& host, const HostRef& ref) {
  if (host.queued) return;
  host.queued = true;
  queue_of(host).push(ref);
}

// Hands out what this host may send now. True: it may send more at once.
bool ParallelPlan::serve(Host& host, const HostRef& ref, Instant now, std::span<Probe> out,
                         std::size_t& sent) {
  HostGroup& group = groups_.at(ref);
  HostQueue& queue = queue_of(host);
  double rate_per_s = kSmallHostRatePerS;
  if (host.path) {
    const bool limited = host.path->model.limits_resets();
    host.path->model.update(now, host.rtt);
    rewind_if_uncarried(host, ref, now);
    if (host.walk.is_finished()) return false;
    if (!limited && host.path->model.limits_resets()) host.loss = {};  // resets withheld were taken for lost
    company_.tell_hearing(host);
    if (waits_for_turn(host, ref, now)) return false;
    if (host.path->model.stalled_since()) return serve_stalled(host, ref, now, out, sent);
    rate_per_s = host.path->model.rate_per_s();
  }
  if (!host.answered)
    rate_per_s = std::min(rate_per_s, budget_.of(PassPolicy::silent_rate_per_s(host, queue, now)));
  host.pacer.refill(now, rate_per_s, host.path && host.path->model.held() ? kPolicedBurst : kPacerBurst);
  if (host.path) host.path->canary_share = PassPolicy::canary_share(host);
  for (std::size_t quantum = 0; quantum < kQuantum; ++quantum) {
    host.walk.move_to(group.next_unresolved(ref.host, host.walk.cursor()));
    if (host.walk.cursor() == host.pairs) {
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
    if (is_canary_due(host) && send_canary(host, ref, now, out[sent])) {
      ++sent;
      continue;
    }
    send(host, ref, host.walk.cursor(), host.walk.number(), now, out[sent++]);
    host.walk.pass_by();
  }
  return true;
}

// A policed host is worked on by one slice at a time. What was sent while others did too was not carried.
bool ParallelPlan::waits_for_turn(Host& host, const HostRef& ref, Instant now) {
  HostPath& path = *host.path;
  if (now < path.next_turn_look) return true;
  const HostTurn turn = company_.turn_of(host, now, groups_.hosts());
  path.next_turn_look = {};
  if (turn == HostTurn::kOthers) {
    path.has_turn = false;
    path.waited = true;
    path.next_turn_look = now + kTurnLookEvery;
    add_timer(path.next_turn_look, ref, TimerKind::kWake);
    return true;
  }
  if (path.has_turn || (turn == HostTurn::kFree && !path.waited)) return false;
  path.has_turn = true;
  path.waited = false;
  path.begin_turn(now);
  rewind(host, ref, now, host.answered ? std::min(path.carried, host.walk.place()) : HostWalk::Place{});
  return false;
}

// A stalled host gets a canary now and then; after some seconds it is given up.
bool ParallelPlan::serve_stalled(Host& host, const HostRef& ref, Instant now, std::span<Probe> out,
                                 std::size_t& sent) {
  HostPath& path = *host.path;
  if (is_given_up(path.model, now)) {
    host.gave_up = true;
    host.proven = false;
    verdicts_.finish(host, ref);
    return false;
  }
  if (now >= path.next_stall_canary) {
    HostQueue& queue = queue_of(host);
    if (sent == out.size() || !queue.may_send() || !all_pacer_.may_send()) return true;
    path.next_stall_canary = next_stall_canary(path.model, now);
    if (send_canary(host, ref, now, out[sent])) {
      queue.take_credit();
      all_pacer_.on_sent();
      ++sent;
    }
  }
  add_timer(path.next_stall_canary, ref, TimerKind::kWake);
  return false;
}

// Nothing is known of what was sent since the path last carried probes, so it counts as not sent.
void ParallelPlan::rewind_if_uncarried(Host& host, const HostRef& ref, Instant now) {
  if (!host.path || !host.path->model.take_uncarried() || host.walk.is_finished()) return;
  rewind(host, ref, now, std::min(host.path->carried, host.walk.place()));
}

void ParallelPlan::rewind(Host& host, const HostRef& ref, Instant now, const HostWalk::Place& to) {
  if (!host.path) {
    host.walk.rewind(now, to);
    return make_ready(host, ref);
  }
  HostPath& path = *host.path;
  path.doubtful = path.recent = {};
  path.found = 0;
  if (host.walk.tries() == 0) path.firsts.on_rewind(host.walk.pass() + 1, host.walk.cursor());
  if (path.progress_at == Instant{} || host.unresolved + kSomeProgress <= path.left) {
    path.left = host.unresolved;
    path.progress_at = now;
  }
  if (now - path.progress_at > PassPolicy::patience(host)) {
    host.proven = false;
    return verdicts_.finish(host, ref);
  }
  path.carried = std::min(path.carried, to);
  host.walk.rewind(now, to);
  make_ready(host, ref);
}

// What was on its way when the route was lost was not carried either.
void ParallelPlan::on_route_lost(Host& host, const HostRef& ref, Instant now) {
  if (host.walk.is_finished()) return;
  if (!shortage_.hosts().wait_for_route(now, ref)) return verdicts_.give_up(host, ref);
  const Reach reach = host.near ? Reach::kOnLink : Reach::kRouted;
  if (host.path) host.path->start_anew(now, rates_of_host(reach, budget_));
  if (const auto to = host.certain_place(); host.walk.place() != to) rewind(host, ref, now, to);
}

void ParallelPlan::serve_resends(Instant now, std::span<Probe> out, std::size_t& sent) {
  while (sent < out.size() && all_pacer_.may_send()) {
    const auto due = shortage_.take(now);
    if (!due) return;
    HostGroup* group = groups_.find(due->ref);
    if (group == nullptr) continue;
    Host& host = group->hosts()[due->ref.host];
    host.walk.on_resend();
    if (group->is_resolved(due->ref.host, due->pair)) {
      if (host.walk.pass_is_over()) end_pass(host, due->ref, now);
      continue;
    }
    all_pacer_.on_sent();
    send(host, due->ref, due->pair, due->number, now, out[sent++]);
  }
}

// Does what the phase of the host's walk asks for.
void ParallelPlan::go_on(Host& host, const HostRef& ref) {
  switch (host.walk.phase()) {
    case HostWalk::Phase::kWalking:
      return make_ready(host, ref);
    case HostWalk::Phase::kPausing:
      return add_timer(host.walk.pause_end(), ref, TimerKind::kWake);
    case HostWalk::Phase::kFinished:
      return verdicts_.finish(host, ref);
    case HostWalk::Phase::kWaiting:
      return;
  }
}

void ParallelPlan::end_walk(Host& host, const HostRef& ref, Instant now) {
  if (host.walk.end_walk(now, !host.answered, static_cast<std::uint32_t>(passes_.tries_wanted(host))))
    end_pass(host, ref, now);
}

void ParallelPlan::end_pass(Host& host, const HostRef& ref, Instant now) {
  const auto wanted = static_cast<std::uint32_t>(passes_.tries_wanted(host));
  if (host.unresolved > 0 && host.path) {
    const HostTurn turn = company_.turn_of(host, now, groups_.hosts());
    const bool contended =
        turn == HostTurn::kOthers || host.path->waited || (turn == HostTurn::kMine && !host.path->has_turn);
    if (contended || !PassPolicy::count_carried(host, queue_of(host))) {
      const HostWalk::Place begin{host.walk.tries(), 0};
      return rewind(host, ref, now, host.answered ? std::min(host.path->carried, begin) : begin);
    }
    // Another slice is answered by this host. Whether it is policed is known when that slice is through.
    if (!host.answered && host.walk.tries() + 1 >= wanted && company_.is_heard(host))
      return add_timer(now + kTurnLookEvery, ref, TimerKind::kWake);
  }
  // Its route may have been lost too, and back before it was needed again.
  const bool doubtful = host.unresolved > 0 && host.walk.pass_start() <= shortage_.hosts().route_lost_at();
  host.repeats = doubtful && !host.repeats;
  if (host.repeats) return rewind(host, ref, now, {host.walk.tries(), 0});
  host.walk.end_pass(now, host.unresolved == 0, wanted);
  if (host.walk.is_finished()) host.proven = passes_.proves(host, queue_of(host));
  if (host.path) {
    host.path->recent.fade();
    host.path->found = 0;
  }
  go_on(host, ref);
}

// --- Tries

std::size_t ParallelPlan::poll_probes(Instant now, std::span<Probe> out) {
  const std::size_t at_once = shortage_.begin_poll();
  last_poll_ = now;
  had_room_ = !out.empty();
  timers_.expire(now, [&](const Timer& timer) { on_timer(now, timer); });
  verdicts_.close_groups();
  open_groups(now);
  if (now < shortage_.hold_until()) return 0;
  std::size_t sent = 0;
  out = out.first(std::min(out.size(), at_once));
  all_pacer_.refill(now, budget_.of(cap_per_s_), kPacerBurst);
  serve_resends(now, out, sent);
  for (HostQueue* queue : {&near_, &routed_}) {
    queue->refill(now, groups_.hosts() <= 1);
    while (!queue->empty() && sent < out.size() && may_send(*queue) && !shortage_.full()) {
      const HostRef ref = queue->pop();
      HostGroup* group = groups_.find(ref);
      if (group == nullptr) continue;
      Host& host = group->hosts()[ref.host];
      host.queued = false;
      if (const Instant until = shortage_.hold_until(ref); until > now) {
        add_timer(until, ref, TimerKind::kWake);
        continue;
      }
      const bool one = shortage_.hosts().lacks_route(ref);  // finds out whether it is back
      const bool more =
          host.walk.is_walking() && serve(host, ref, now, one ? out.first(sent + 1) : out, sent);
      if (more && one)
        add_timer(now + kShortageWaitFirst, ref, TimerKind::kWake);
      else if (more)
        make_ready(host, ref);
    }
  }
  shortage_.end_poll(sent);
  if (shortage_.hosts().any())
    for (const Probe& probe : out.first(sent))
      if (const auto place = groups_.find(probe.id.pair)) shortage_.hosts().on_sent(place->ref);
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
  return silent_timeout(number, (host.near ? near_ : routed_).round_trips());
}

void ParallelPlan::send(Host& host, const HostRef& ref, std::uint32_t pair, TryNumber number, Instant now,
                        Probe& out) {
  number = PathEvidence::on_sent(now, host, queue_of(host), pair, number);
  out = probe(host, pair, number);
  ++sent_;
  host.walk.on_sent();
  add_timer(now + try_timeout(host, pair, number), ref, TimerKind::kTry, static_cast<std::uint16_t>(pair),
            number);
}

bool ParallelPlan::is_canary_due(Host& host) {
  if (!host.path) return false;
  return host.path->canary_dice.chance(host.path->canary_share);
}

bool ParallelPlan::send_canary(Host& host, const HostRef& ref, Instant now, Probe& out) {
  HostPath& path = *host.path;
  // They answer, so the host's own round trip is known.
  const Duration timeout = std::max(request_.timeout.value_or(Duration::zero()), host.rtt.try_timeout());
  const auto flight = path.canaries.send(now, timeout, host.walk.place(), path.model.wants_open_canaries());
  if (!flight) return false;
  out = probe(host, flight->pair, flight->number);
  ++sent_;
  PathEvidence::on_canary_sent(host, *flight);
  add_timer(flight->due, ref, TimerKind::kCanary, flight->pair, flight->number);
  return true;
}

void ParallelPlan::on_timer(Instant now, const Timer& timer) {
  const HostRef ref = timer.ref();
  HostGroup* group = groups_.find(ref);
  if (group == nullptr) return;
  Host& host = group->hosts()[ref.host];
  switch (timer.kind) {
    case TimerKind::kWake:
      if (host.walk.phase() == HostWalk::Phase::kPausing) host.walk.end_pause(now);
      if (host.walk.is_walking()) make_ready(host, ref);
      if (host.walk.pass_is_over()) end_pass(host, ref, now);
      return;
    case TimerKind::kCanary: {
      const auto flight = host.path->canaries.end_due(now, timer.pair, timer.number);
      if (!flight) return;
      findings_.release({order_.pair_index(host.index, timer.pair), timer.number});
      evidence_.settle_canaries(now, host, queue_of(host));
      rewind_if_uncarried(host, ref, now);
      return;
    }
    case TimerKind::kTry:
      host.walk.on_time_up();
      if (!group->is_resolved(ref.host, timer.pair))
        findings_.release({order_.pair_index(host.index, timer.pair), timer.number});
      if (host.walk.pass_is_over()) end_pass(host, ref, now);
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
    const auto flight = host.path->canaries.end(static_cast<std::uint16_t>(place->pair), answer.id.number,
                                                Canaries::Fate::kAnswered);
    if (flight) evidence_.on_canary_answer(now, host, queue_of(host), *flight, answer);
    return rewind_if_uncarried(host, place->ref, now);
  }
  if (group.is_resolved(place->ref.host, place->pair)) return;
  // A router's word about a host (ICMP) is limited and comes from elsewhere: a verdict, but no measure of the
  // path.
  if (answer.state == State::kOpen || answer.state == State::kClosed) {
    evidence_.on_answer(now, host, queue_of(host), static_cast<std::uint16_t>(place->pair), answer);
    if (host.path) company_.tell_hearing(host);
  }
  Verdict verdict = verdicts_.verdict_on(host, answer.id.pair, answer.state, answer.reason);
  if (evidence_.measures_round_trip(answer)) verdict.rtt = answer.received - answer.sent;
  verdict.ttl = answer.ttl;
  verdict.from = answer.from;
  verdicts_.resolve(*place, verdict);
}

void ParallelPlan::on_unsent(Instant now, std::span<const Unsent> unsent) {
  bool short_of_something = false;
  // All first: a host of which some tries went out is not short of anything.
  for (const Unsent& tried : unsent)
    if (const auto place = groups_.find(tried.id.pair);
        place && HostShortages::is_of_hosts(tried.reason) &&
        (!tried.id.number.is_canary() || tried.reason == Reason::kRouteLost))
      shortage_.hosts().on_unsent(now, place->ref, tried.reason);
  for (const Unsent& tried : unsent) {
    const auto place = groups_.find(tried.id.pair);
    if (!place) continue;
    HostGroup& group = groups_.at(place->ref);
    Host& host = group.hosts()[place->ref.host];
    const auto pair = static_cast<std::uint16_t>(place->pair);
    --sent_;
    if (Shortage::is_of_machine(tried.reason)) short_of_something = true;
    if (tried.id.number.is_canary()) {
      const auto flight = host.path->canaries.end(pair, tried.id.number, Canaries::Fate::kUnsent);
      if (flight) PathEvidence::on_canary_unsent(host, *flight);
    } else {
      PathEvidence::on_unsent(host, queue_of(host), pair, tried.id.number);
    }
    if (tried.reason == Reason::kRouteLost) on_route_lost(host, place->ref, now);
    if (tried.reason == Reason::kRouteLost || tried.id.number.is_canary()) continue;
    if (group.is_resolved(place->ref.host, pair)) continue;  // an earlier try was answered meanwhile
    if (shortage_.resend(now, place->ref, pair, tried.id.number, tried.reason))
      host.walk.on_to_resend();
    else
      verdicts_.resolve(*place, verdicts_.verdict_on(host, tried.id.pair, State::kUntested, tried.reason));
  }
  if (short_of_something) shortage_.on_short(now, unsent.size());
  shortage_.hosts().end_poll(now);
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
  if (const auto due = shortage_.next()) earlier(*due);
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
    if (host.unresolved > 0 && host.walk.has_begun()) marks.hosts.push_back(mark_of(group, number));
  });
  return marks;
}

std::uint64_t ParallelPlan::hosts_under_way(std::size_t most, std::vector<HostStatus>& out) const {
  std::uint64_t count = 0;
  groups_.for_each_host([&](const Host& host) {
    if (!host.walk.has_begun() || host.walk.is_finished()) return;
    if (++count > most) return;
    out.push_back(host.status());
    if (auto& rate = out.back().rate_per_s) rate = std::min(*rate, budget_.of(cap_per_s_));
  });
  return count;
}

Progress ParallelPlan::progress() const {
  return {pairs_, verdicts_.resolved(), findings_.count(State::kOpen), sent_};
}

}  // namespace sounder
