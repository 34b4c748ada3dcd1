#include "scan/parallel_plan.h"

#include <algorithm>
#include <cassert>

#include "base/limits.h"

namespace sounder {
namespace {

// Credit that a pacer may save up: a poll that comes some milliseconds late (epoll_wait) still makes
// the rate.
constexpr Duration kBurst = std::chrono::milliseconds(4);
constexpr std::size_t kQuantum = 64;  // probes to one host before the next host has its turn
constexpr std::uint32_t kModelledPairs =
    64;                                      // a host with fewer has no answers enough for a model of its own
constexpr double kSmallHostRatePerS = 1000;  // to such a host
constexpr Duration kStallCanaryEvery = std::chrono::milliseconds(100);
constexpr double kStalledLinkRatePerS = 20;
// A bit of a try's number: a local firewall forbade it once. The second time its pair is untested.
constexpr std::uint8_t kSecondChance = 0x40;

PathRates rates_for(Reach reach, std::uint32_t shares) {
  const double count = shares;
  switch (reach) {
    case Reach::kLoopback:
      return {1'000'000 / count, Pacer::kUnlimited, Pacer::kUnlimited};
    case Reach::kOnLink:
      return {10'000 / count, kSilentHostRatePerS / count, Pacer::kUnlimited};
    case Reach::kRouted:
      break;
  }
  return {2'000 / count, kSilentHostRatePerS / count, kRoutedRatePerS / count};
}

PathModel::Kind canary_kind(const Canaries::Flight& flight) {
  return flight.to_open ? PathModel::Kind::kOpenCanary : PathModel::Kind::kResetCanary;
}

}  // namespace

Reach reach_by_address(const Address& address) {
  return address.is_loopback() ? Reach::kLoopback : Reach::kRouted;
}

ParallelPlan::ParallelPlan(const ScanRequest& request, Share share, Traits traits, Instant start,
                           ReachOf reach)
    : request_(request),
      share_(share),
      traits_(traits),
      reach_(std::move(reach)),
      ports_(request.ports.size()),
      host_order_(std::max<std::uint64_t>(1, request.targets.size()), mix_bits(request.seed)),
      port_order_(ports_, mix_bits(request.seed + 1)),
      timers_(start),
      near_(start, {50'000.0 / share.count, Pacer::kUnlimited, Pacer::kUnlimited}),
      routed_(start,
              {5'000.0 / share.count, kSilentHostRatePerS / share.count, kRoutedRatePerS / share.count}),
      shortage_wait_(kShortageWaitFirst),
      at_once_(kTriesInFlight),
      last_poll_(start) {
  assert(share.index < share.count);
  const std::uint64_t hosts = request.targets.size();
  for (std::uint32_t residue = 0; residue < share.count; ++residue)
    pairs_ += (hosts / share.count + (residue < hosts % share.count ? 1 : 0)) * pairs_of(residue);
  const std::uint64_t pairs_each = (ports_ + share.count - 1) / share.count;
  const bool modelled = pairs_each >= kModelledPairs;
  hosts_each_ =
      std::clamp<std::uint64_t>(kGroupPairs / pairs_each, 1, modelled ? kGroupModelledHosts : kGroupHosts);
  open_hosts_max_ = modelled ? kOpenModelledHosts : kOpenHosts;
  groups_total_ = (hosts + hosts_each_ - 1) / hosts_each_;
}

// --- Where things are
// --------------------------------------------------------------------------------------------

HostGroup* ParallelPlan::group(const HostRef& ref) const {
  HostGroup* found = groups_[ref.slot].get();
  return found != nullptr && found->generation() == ref.generation ? found : nullptr;
}

// Shares begin at a different place for every host, or all hosts with one port would be the first share's.
std::uint32_t ParallelPlan::first_position(std::uint64_t host) const {
  return static_cast<std::uint32_t>((share_.index + host) % share_.count);
}

std::uint32_t ParallelPlan::pairs_of(std::uint64_t host) const {
  const std::uint32_t first = first_position(host);
  return first < ports_ ? (ports_ - first - 1) / share_.count + 1 : 0;
}

PairIndex ParallelPlan::pair_index(const Host& host, std::uint32_t pair) const {
  const std::uint64_t position = first_position(host.index) + std::uint64_t{pair} * share_.count;
  return host.index * ports_ + port_order_.at(position, mix_bits(host.index));
}

std::optional<ParallelPlan::Place> ParallelPlan::find(PairIndex pair) const {
  const std::uint64_t host = pair / ports_;
  if (host >= request_.targets.size()) return std::nullopt;
  const std::uint64_t order = host_order_.index_of(host);
  const std::uint64_t number = order / hosts_each_;
  const HostGroup* found = groups_[number % kGroupSlots].get();
  if (found == nullptr || found->number() != number) return std::nullopt;
  const std::uint64_t position = port_order_.index_of(pair % ports_, mix_bits(host));
  const std::uint32_t first = first_position(host);
  if (position < first || (position - first) % share_.count != 0) return std::nullopt;  // another share's
  return Place{{found->generation(), static_cast<std::uint16_t>(order % hosts_each_),
                static_cast<std::uint8_t>(number % kGroupSlots)},
               static_cast<std::uint32_t>((position - first) / share_.count)};
}

// --- Groups
// ------------------------------------------------------------------------------------------------------

void ParallelPlan::open_groups(Instant now) {
  while (next_group_ < groups_total_) {
    const std::size_t slot = next_group_ % kGroupSlots;
    const bool room = open_pairs_ + kGroupPairs <= kOpenPairs && open_hosts_ + hosts_each_ <= open_hosts_max_;
    if (groups_[slot] != nullptr || (open_groups_ > 0 && !room)) return;
    // One more only when those that are open leave time: hosts of a later group are no hurry.
    if (open_groups_ > 0 && !(near_.hosts.empty() && routed_.hosts.empty())) return;
    open_group(now, slot);
  }
}

void ParallelPlan::open_group(Instant now, std::size_t slot) {
  const std::uint64_t first = next_group_ * hosts_each_;
  const std::uint64_t count = std::min(hosts_each_, request_.targets.size() - first);
  const std::uint32_t pairs_each = (ports_ + share_.count - 1) / share_.count;
  const auto generation = static_cast<std::uint32_t>(next_group_);
  groups_[slot] =
      std::make_unique<HostGroup>(next_group_, generation, static_cast<std::uint32_t>(count), pairs_each);
  HostGroup& opened = *groups_[slot];
  ++next_group_;
  ++open_groups_;
  open_pairs_ += opened.pairs();
  open_hosts_ += count;
  opened.unfinished = static_cast<std::uint32_t>(count);
  for (std::uint64_t i = 0; i < count; ++i) {
    Host& host = opened.hosts()[i];
    const HostRef ref{generation, static_cast<std::uint16_t>(i), static_cast<std::uint8_t>(slot)};
    host.index = host_order_.at(first + i);
    host.pairs = host.unsettled = pairs_of(host.index);
    if (host.pairs == 0) {
      finish(host, ref);
      continue;
    }
    host.address = request_.targets.at(host.index);
    const Reach reach = reach_(host.address);
    host.near = reach != Reach::kRouted;
    if (host.pairs >= kModelledPairs)
      host.path = std::make_unique<HostPath>(PathModel(now, rates_for(reach, share_.count)));
    make_ready(host, ref);
  }
}

void ParallelPlan::close_groups() {
  while (!closing_.empty() && verdicts_.size() < kVerdictsAtOnce) {
    const std::size_t slot = closing_.front();
    HostGroup& group = *groups_[slot];
    if (group.closing_host == group.hosts().size()) {
      close(slot);
      continue;
    }
    Host& host = group.hosts()[group.closing_host];
    group.closing_pair = group.next_unsettled(group.closing_host, group.closing_pair);
    if (group.closing_pair < host.pairs) {
      give_verdict(host, pair_index(host, group.closing_pair++), Reason::kNoResponse, std::nullopt);
    } else {
      tell_host(host);
      ++group.closing_host;
      group.closing_pair = 0;
    }
  }
}

void ParallelPlan::close(std::size_t slot) {
  open_pairs_ -= groups_[slot]->pairs();
  open_hosts_ -= groups_[slot]->hosts().size();
  --open_groups_;
  groups_[slot].reset();
  closing_.erase(closing_.begin());
}

void ParallelPlan::tell_host(Host& host) {
  if (host.told || host.pairs == 0) return;
  host.told = true;
  HostDone done;
  done.host = host.index;
  done.address = host.address;
  std::ranges::copy(host.counts, done.counts.begin());
  done.rtt = host.rtt.round_trip();
  done.limits_resets = host.path && host.path->model.limits_resets();
  done.gave_up = host.gave_up;
  hosts_done_.push_back(done);
}

// --- Hosts
// -------------------------------------------------------------------------------------------------------

void ParallelPlan::make_ready(Host& host, const HostRef& ref) {
  if (host.queued) return;
  host.queued = true;
  (host.near ? near_ : routed_).hosts.push_back(ref);
}

// Hands out what this host may send now. Whether it may send more at once.
bool ParallelPlan::serve(Host& host, const HostRef& ref, Queue& queue, Instant now, std::span<Probe> out,
                         std::size_t& sent) {
  HostGroup& group = *groups_[ref.slot];
  double rate_per_s = kSmallHostRatePerS;
  if (host.path) {
    const bool limited = host.path->model.limits_resets();
    host.path->model.update(now, host.rtt);
    if (!limited && host.path->model.limits_resets()) host.loss = {};  // resets withheld were taken for lost
    if (host.path->model.stalled_since()) return serve_stalled(host, ref, queue, now, out, sent);
    rate_per_s = host.path->model.rate_per_s();
  }
  host.pacer.refill(now, rate_per_s, kBurst);
  const double canary_share = host.path ? 1 / host.path->model.canary_interval() : 0;
  for (std::size_t quantum = 0; quantum < kQuantum; ++quantum) {
    host.cursor = group.next_unsettled(ref.host, host.cursor);
    if (host.cursor == host.pairs) {
      end_walk(host, ref, now);
      return false;
    }
    if (!host.pacer.may_send()) {
      timers_.add(host.pacer.next(), {ref.generation, ref.host, 0, ref.slot, 0, TimerKind::kWake});
      return false;
    }
    if (sent == out.size() || !queue.pacer.may_send() || !all_pacer_.may_send() ||
        timers_.size() >= kTriesInFlight)
      return true;
    host.pacer.on_sent();
    queue.pacer.on_sent();
    all_pacer_.on_sent();
    if (host.path && (host.path->canary_credit += canary_share) >= 1) {
      host.path->canary_credit -= 1;
      if (send_canary(host, ref, now, out[sent])) {
        ++sent;
        continue;
      }
    }
    send(host, ref, host.cursor++, host.pass, now, out[sent++]);
  }
  return true;
}

// A host that fell silent at once: a canary now and then, and after some seconds nothing any more.
bool ParallelPlan::serve_stalled(Host& host, const HostRef& ref, Queue& queue, Instant now,
                                 std::span<Probe> out, std::size_t& sent) {
  if (now - *host.path->model.stalled_since() >= kStallPatience) {
    host.gave_up = true;
    finish(host, ref);
    return false;
  }
  if (now >= host.path->next_stall_canary) {
    if (sent == out.size() || !queue.pacer.may_send() || !all_pacer_.may_send()) return true;
    host.path->next_stall_canary = now + kStallCanaryEvery;
    if (send_canary(host, ref, now, out[sent])) {
      queue.pacer.on_sent();
      all_pacer_.on_sent();
      ++sent;
    }
  }
  timers_.add(host.path->next_stall_canary, {ref.generation, ref.host, 0, ref.slot, 0, TimerKind::kWake});
  return false;
}

bool ParallelPlan::send_canary(Host& host, const HostRef& ref, Instant now, Probe& out) {
  HostPath& path = *host.path;
  const auto flight = path.canaries.send(path.model.wants_open_canaries());
  if (!flight) return false;
  const PairIndex index = pair_index(host, flight->pair);
  out = {{index, flight->number},
         {host.address, request_.ports.at(static_cast<std::uint32_t>(index % ports_))}};
  ++sent_;
  path.model.on_sent(now, canary_kind(*flight));
  timers_.add(now + request_.timeout.value_or(host.rtt.try_timeout()),
              {ref.generation, ref.host, flight->pair, ref.slot, flight->number, TimerKind::kCanary});
  return true;
}

void ParallelPlan::end_walk(Host& host, const HostRef& ref, Instant now) {
  host.phase = Host::Phase::kWaiting;
  host.pass_end = now;
  if (host.pending == 0 && host.owed == 0) end_pass(host, ref, now);
}

void ParallelPlan::end_pass(Host& host, const HostRef& ref, Instant now) {
  ++host.pass;
  const int wanted = tries_wanted(host);
  if (host.unsettled == 0 || host.pass >= wanted) {
    finish(host, ref);
    return;
  }
  host.cursor = 0;
  const Instant late = host.pass_end + kLatePassDelay;
  if (host.pass + 1 == wanted && late > now) {
    host.phase = Host::Phase::kPausing;
    timers_.add(late, {ref.generation, ref.host, 0, ref.slot, 0, TimerKind::kWake});
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
  if (host.unsettled == 0) tell_host(host);
  if (host.path)
    host.path->canaries.for_each_out([&](const Canaries::Flight& flight) {
      released_.push_back({pair_index(host, flight.pair), flight.number});
    });
  HostGroup& group = *groups_[ref.slot];
  if (--group.unfinished == 0) closing_.push_back(ref.slot);
}

int ParallelPlan::tries_wanted(const Host& host) const {
  if (request_.tries) return *request_.tries;
  // A host that never answered: the share's loss if its few pairs are asked like everybody's, else no more
  // than twice.
  if (!host.answered && (host.pairs >= kModelledPairs || loss_.tries() < 100)) return kTriesMin;
  return tries_for_loss(assumed_loss(host.loss, loss_));
}

// --- Tries
// -------------------------------------------------------------------------------------------------------

std::size_t ParallelPlan::poll_probes(Instant now, std::span<Probe> out) {
  if (last_sent_ > 0 && !last_unsent_) {
    short_since_.reset();
    shortage_wait_ = kShortageWaitFirst;
    if (last_sent_ >= at_once_)
      at_once_ = std::min(kTriesInFlight, at_once_ + std::max<std::size_t>(1, at_once_ / 8));
  }
  last_unsent_ = false;
  last_poll_ = now;
  had_room_ = !out.empty();
  timers_.expire(now, [&](const Timer& timer) { on_timer(now, timer); });
  close_groups();
  open_groups(now);
  std::size_t sent = last_sent_ = 0;
  if (now < hold_until_) return 0;
  out = out.first(std::min(out.size(), at_once_));
  all_pacer_.refill(now, request_.max_rate_per_s.value_or(Pacer::kUnlimited) / share_.count, kBurst);
  serve_owed(owed_, now, out, sent);
  serve_owed(owed_later_, now, out, sent);
  for (Queue* queue : {&near_, &routed_}) {
    queue->pacer.refill(now, queue_rate(*queue, now), kBurst);
    while (!queue->hosts.empty() && sent < out.size() && queue->pacer.may_send() && all_pacer_.may_send() &&
           timers_.size() < kTriesInFlight && owed_.size() + owed_later_.size() < kTriesOwed) {
      const HostRef ref = queue->hosts.front();
      queue->hosts.pop_front();
      HostGroup* of = group(ref);
      if (of == nullptr) continue;
      Host& host = of->hosts()[ref.host];
      host.queued = false;
      if (host.phase == Host::Phase::kWalking && serve(host, ref, *queue, now, out, sent))
        make_ready(host, ref);
    }
  }
  return last_sent_ = sent;
}

// Small hosts are alike to the model of the queue; of a large one it is told how likely an answer was.
ParallelPlan::Evidence ParallelPlan::queue_evidence(const Host& host, bool first) {
  if (!first) return {PathModel::Kind::kRetry, 1};
  if (!host.path) return {PathModel::Kind::kFirst, 1};
  const double answers = host.path->model.first_answers();
  // A host that is slowed down by its own model is no witness against the link that it shares with others.
  if (answers <= 0 || host.path->model.troubled()) return {PathModel::Kind::kRetry, 1};
  return {PathModel::Kind::kResetCanary, answers};
}

// What all hosts of a queue may send together. A single host has its own model; it needs no second.
double ParallelPlan::queue_rate(Queue& queue, Instant now) {
  if (open_hosts_ <= 1) return queue.rates.ceiling;
  queue.model.update(now, queue.rtt);
  const auto stalled = queue.model.stalled_since();
  if (!stalled) return queue.model.rate_per_s();
  if (now - *stalled >= kStallPatience) queue.model.resume(now);
  return kStalledLinkRatePerS;
}

void ParallelPlan::serve_owed(std::deque<Owed>& queue, Instant now, std::span<Probe> out, std::size_t& sent) {
  while (!queue.empty() && sent < out.size() && queue.front().not_before <= now && all_pacer_.may_send()) {
    const Owed owed = queue.front();
    queue.pop_front();
    HostGroup* of = group(owed.ref);
    if (of == nullptr) continue;
    Host& host = of->hosts()[owed.ref.host];
    --host.owed;
    if (of->is_settled(owed.ref.host, owed.pair)) {
      if (host.owed == 0 && host.pending == 0 && host.phase == Host::Phase::kWaiting)
        end_pass(host, owed.ref, now);
      continue;
    }
    all_pacer_.on_sent();
    send(host, owed.ref, owed.pair, owed.number, now, out[sent++]);
  }
}

void ParallelPlan::send(Host& host, const HostRef& ref, std::uint32_t pair, std::uint8_t number, Instant now,
                        Probe& out) {
  const PairIndex index = pair_index(host, pair);
  out = {{index, number}, {host.address, request_.ports.at(static_cast<std::uint32_t>(index % ports_))}};
  ++sent_;
  ++host.pending;
  const bool first = (number & ~kSecondChance) == 0;
  if (host.path) host.path->model.on_sent(now, first ? PathModel::Kind::kFirst : PathModel::Kind::kRetry);
  const Evidence evidence = queue_evidence(host, first);
  queue_of(host).model.on_sent(now, evidence.kind, evidence.weight);
  timers_.add(
      now + request_.timeout.value_or(host.rtt.try_timeout()),
      {ref.generation, ref.host, static_cast<std::uint16_t>(pair), ref.slot, number, TimerKind::kTry});
}

void ParallelPlan::on_timer(Instant now, const Timer& timer) {
  const HostRef ref{timer.generation, timer.host, timer.slot};
  HostGroup* of = group(ref);
  if (of == nullptr) return;
  Host& host = of->hosts()[timer.host];
  if (timer.kind == TimerKind::kWake) {
    if (host.phase == Host::Phase::kPausing) host.phase = Host::Phase::kWalking;
    if (host.phase == Host::Phase::kWalking) make_ready(host, ref);
    return;
  }
  if (timer.kind == TimerKind::kCanary) {
    const auto flight = host.path->canaries.settle(timer.pair, timer.number);
    if (!flight) return;
    if (flight->to_open || !host.path->model.wants_open_canaries()) {
      host.loss.add(1, 0);
      loss_.add(1, 0);
    }
    released_.push_back({pair_index(host, timer.pair), timer.number});
    return;
  }
  --host.pending;
  if (!of->is_settled(timer.host, timer.pair))
    released_.push_back({pair_index(host, timer.pair), timer.number});
  if (host.phase == Host::Phase::kWaiting && host.pending == 0 && host.owed == 0) end_pass(host, ref, now);
}

void ParallelPlan::on_answer(Instant now, const Answer& answer) {
  const auto place = find(answer.id.pair);
  if (!place) return;
  HostGroup& of = *groups_[place->ref.slot];
  Host& host = of.hosts()[place->ref.host];
  if (answer.id.number >= Canaries::kFirstNumber) {
    on_canary_answer(now, host, *place, answer);
    return;
  }
  const int number = answer.id.number & ~kSecondChance;
  if (number > host.pass || of.is_settled(place->ref.host, place->pair)) return;
  // A router's word about a host (ICMP) is limited and comes from elsewhere: a verdict, but no measure of the
  // path.
  const bool from_host = answer.reason == Reason::kSynAck || answer.reason == Reason::kReset;
  if (from_host) {
    host.answered = true;
    const auto excess = sample(now, host, answer);
    const auto kind = number == 0 ? PathModel::Kind::kFirst : PathModel::Kind::kRetry;
    if (host.path) {
      host.path->model.on_answer(now, answer.sent, kind, excess);
      host.path->canaries.learn(static_cast<std::uint16_t>(place->pair), answer.reason == Reason::kSynAck);
    }
    queue_of(host).model.on_answer(now, answer.sent, queue_evidence(host, number == 0).kind, excess);
    const bool limited =
        answer.reason == Reason::kReset && host.path && host.path->model.wants_open_canaries();
    if (excess && !limited) {
      host.loss.add(number, 1);
      loss_.add(number, 1);
    }
  }
  settle(host, *place, answer.id.pair, answer.reason, answer.received - answer.sent);
}

void ParallelPlan::on_canary_answer(Instant now, Host& host, const Place& place, const Answer& answer) {
  if (!host.path) return;
  const auto flight = host.path->canaries.settle(static_cast<std::uint16_t>(place.pair), answer.id.number);
  if (!flight) return;
  const auto excess = sample(now, host, answer);
  if (!excess) return;  // the kernel had to send it again
  host.loss.add(0, 1);
  loss_.add(0, 1);
  host.path->model.on_answer(now, answer.sent, canary_kind(*flight), excess);
}

// Takes an answer's round trip, and returns by how much it exceeds the smallest. nullopt: it is no sample,
// because the kernel sent the SYN again.
std::optional<Duration> ParallelPlan::sample(Instant now, Host& host, const Answer& answer) {
  const Duration rtt = answer.received - answer.sent;
  if (traits_.kernel_retransmits && rtt >= kKernelRetransmit) return std::nullopt;
  host.rtt.add(now, rtt);
  queue_of(host).rtt.add(now, rtt);
  return rtt - host.rtt.smallest();
}

void ParallelPlan::settle(Host& host, const Place& place, PairIndex index, Reason reason,
                          std::optional<Duration> rtt) {
  const HostRef& ref = place.ref;
  HostGroup& of = *groups_[ref.slot];
  // A group that is closing has given this pair its verdict, or will see the bit.
  const bool finished = host.phase == Host::Phase::kFinished;
  const bool given =
      ref.host < of.closing_host || (ref.host == of.closing_host && place.pair < of.closing_pair);
  if (finished && given) return;
  of.settle(ref.host, place.pair);
  --host.unsettled;
  if (!finished) ++settled_;
  give_verdict(host, index, reason, rtt);
  if (host.unsettled == 0) finished ? tell_host(host) : finish(host, ref);
}

void ParallelPlan::give_verdict(Host& host, PairIndex index, Reason reason, std::optional<Duration> rtt) {
  const Verdict verdict{
      index, {host.address, request_.ports.at(static_cast<std::uint32_t>(index % ports_))}, reason, rtt};
  const auto state = static_cast<std::size_t>(verdict.state());
  verdicts_.push_back(verdict);
  ++host.counts[state];
  ++counts_[state];
}

void ParallelPlan::on_unsent(Instant now, std::span<const Unsent> unsent) {
  std::size_t shortages = 0;
  for (const Unsent& tried : unsent) {
    const auto place = find(tried.id.pair);
    if (!place) continue;
    Host& host = groups_[place->ref.slot]->hosts()[place->ref.host];
    --sent_;
    const bool forbidden = tried.reason == Reason::kLocalFirewall;
    if (!forbidden) ++shortages;
    if (tried.id.number >= Canaries::kFirstNumber) {
      const auto flight =
          host.path->canaries.settle(static_cast<std::uint16_t>(place->pair), tried.id.number);
      if (flight) host.path->model.on_unsent(canary_kind(*flight));
      continue;
    }
    const bool first = (tried.id.number & ~kSecondChance) == 0;
    if (host.path) host.path->model.on_unsent(first ? PathModel::Kind::kFirst : PathModel::Kind::kRetry);
    const Evidence evidence = queue_evidence(host, first);
    queue_of(host).model.on_unsent(evidence.kind, evidence.weight);
    const bool hopeless = forbidden ? (tried.id.number & kSecondChance) != 0
                                    : short_since_ && now - *short_since_ >= kShortagePatience;
    if (hopeless) {
      settle(host, *place, tried.id.pair, tried.reason, std::nullopt);
      continue;
    }
    ++host.owed;
    const auto pair = static_cast<std::uint16_t>(place->pair);
    const auto second = static_cast<std::uint8_t>(tried.id.number | kSecondChance);
    if (forbidden)
      owed_later_.push_back({place->ref, pair, second, now + kShortageWaitLast});
    else
      owed_.push_back({place->ref, pair, tried.id.number, now});
  }
  if (shortages == 0) return;
  // Less at once from now on. When nothing at all went through, waits that double.
  const std::size_t through = last_sent_ - std::min(last_sent_, unsent.size());
  at_once_ = std::max<std::size_t>(1, std::max(through, last_sent_ * 3 / 4));
  last_unsent_ = true;
  if (through > 0) {
    short_since_.reset();
    shortage_wait_ = kShortageWaitFirst;
    if (through < last_sent_ / 2) hold_until_ = now + shortage_wait_;
    return;
  }
  if (!short_since_) short_since_ = now;
  hold_until_ = now + shortage_wait_;
  shortage_wait_ = std::min(2 * shortage_wait_, kShortageWaitLast);
}

// --- The rest
// ----------------------------------------------------------------------------------------------------

std::optional<Instant> ParallelPlan::next_wakeup() const {
  if (done()) return std::nullopt;
  if (!closing_.empty() || open_groups_ == 0) return last_poll_;
  std::optional<Instant> next = timers_.next();
  const auto earlier = [&](Instant when) { next = next ? std::min(*next, when) : when; };
  if (!had_room_ || timers_.size() >= kTriesInFlight) return next;
  if (!owed_.empty()) earlier(std::max({owed_.front().not_before, all_pacer_.next(), hold_until_}));
  if (!owed_later_.empty())
    earlier(std::max({owed_later_.front().not_before, all_pacer_.next(), hold_until_}));
  if (owed_.size() + owed_later_.size() >= kTriesOwed) return next;
  for (const Queue* queue : {&near_, &routed_})
    if (!queue->hosts.empty()) earlier(std::max({queue->pacer.next(), all_pacer_.next(), hold_until_}));
  return next;
}

void ParallelPlan::interrupt(Instant) {
  if (done()) return;
  constexpr auto kUntested = static_cast<std::size_t>(State::kUntested);
  std::uint64_t given = 0;
  for (const std::uint64_t count : counts_) given += count;
  counts_[kUntested] += pairs_ - given;
  for (auto& group : groups_) {
    if (!group) continue;
    for (Host& host : group->hosts()) {
      std::uint32_t told = 0;
      for (const std::uint32_t count : host.counts) told += count;
      host.counts[kUntested] += host.pairs - told;
      tell_host(host);
    }
    group.reset();
  }
  closing_.clear();
  open_groups_ = 0;
  next_group_ = groups_total_;
}

Progress ParallelPlan::progress() const {
  return {pairs_, settled_, counts_[static_cast<std::size_t>(State::kOpen)], sent_};
}

void ParallelPlan::take_verdicts(std::vector<Verdict>& out) {
  out.insert(out.end(), verdicts_.begin(), verdicts_.end());
  verdicts_.clear();
}

void ParallelPlan::take_hosts(std::vector<HostDone>& out) {
  out.insert(out.end(), hosts_done_.begin(), hosts_done_.end());
  hosts_done_.clear();
}

void ParallelPlan::take_released(std::vector<TryId>& out) {
  out.insert(out.end(), released_.begin(), released_.end());
  released_.clear();
}

}  // namespace sounder
