#include "tests/scan/sim/simulated_network.h"

#include <algorithm>
#include <cmath>

#include "base/mix_bits.h"
#include "scan/targets/permutation.h"

namespace sounder::sim {
namespace {

Duration from_seconds(double s) {
  return std::chrono::duration_cast<Duration>(std::chrono::duration<double>(s));
}

}  // namespace

std::uint64_t Random::next() { return mix_bits(state_ += 0x9e3779b97f4a7c15U); }

double Random::exponential(double mean) { return -mean * std::log(1 - unit()); }

std::optional<Instant> SimulatedNetwork::Link::pass(const LinkSpec& spec, Instant now) {
  if (spec.rate_per_s <= 0) return now;
  if (last_queue_ >= 0.9 * spec.queue_packets) full_ += now - last_;
  if (last_queue_ > 0.5 * spec.queue_packets) half_ += now - last_;
  last_ = now;
  const double queue = std::max(0.0, seconds(busy_until_ - now) * spec.rate_per_s);
  last_queue_ = queue;
  if (queue >= spec.queue_packets) {
    ++dropped_;
    return std::nullopt;
  }
  largest_ = std::max(largest_, queue + 1);
  busy_until_ = std::max(busy_until_, now) + from_seconds(1 / spec.rate_per_s);
  return busy_until_;
}

LinkUse SimulatedNetwork::Link::use(Instant end) const {
  const double whole_s = seconds(end - Instant{});
  if (whole_s <= 0) return {largest_, 0, 0, dropped_};
  return {largest_, seconds(full_) / whole_s, seconds(half_) / whole_s, dropped_};
}

bool SimulatedNetwork::Bucket::take(double rate_per_s, double depth, Instant now) {
  tokens = tokens < 0 ? depth
                      : std::min(depth, tokens + rate_per_s * seconds(std::max(now - at, Duration::zero())));
  at = std::max(at, now);
  if (tokens < 1) return false;
  tokens -= 1;
  return true;
}

bool SimulatedNetwork::take_limited(Bucket& bucket, double rate_per_s, Instant now) {
  return rate_per_s <= 0 || bucket.take(rate_per_s, std::max(10.0, rate_per_s / 10), now);
}

bool SimulatedNetwork::passes(const PolicerSpec& spec, Bucket& bucket, PolicerSpec::Drops what, Instant now) {
  const Duration since = now - Instant{};
  const bool asleep = (spec.from && since < *spec.from) || (spec.until && since >= *spec.until);
  if (spec.rate_per_s <= 0 || spec.drops != what || asleep) return true;
  return bucket.take(spec.rate_per_s, spec.burst, now);
}

bool SimulatedNetwork::passes_policers(HostState& host, PolicerSpec::Drops what, Instant now) {
  return passes(host.spec.policer, host.policer, what, now) && passes(spec_.policer, policer_, what, now);
}

bool SimulatedNetwork::banned(HostState& host, Instant now) {
  const BanSpec& ban = host.spec.ban;
  if (ban.rate_per_s <= 0) return false;
  const bool over = !host.ban.take(ban.rate_per_s, ban.burst, now);
  const bool was_banned = now < host.banned_until;
  if (was_banned ? ban.extends : over) host.banned_until = now + ban.lasts;
  return now < host.banned_until;
}

bool SimulatedNetwork::lost(HostState& host, Instant now) {
  const BurstSpec& bursts = host.spec.bursts;
  while (bursts.good_s > 0 && now >= host.bursts.until) {
    host.bursts.bad = host.bursts.until != Instant{} && !host.bursts.bad;
    host.bursts.until +=
        from_seconds(random_.exponential(host.bursts.bad ? bursts.bad_s : bursts.good_s)) + Duration(1);
  }
  return (host.bursts.bad && random_.chance(bursts.bad_loss)) || random_.chance(host.spec.loss_each_way);
}

bool SimulatedNetwork::table_full(HostState& host, Instant now) {
  if (host.spec.table_entries == 0) return false;
  if (now - host.table_since > host.spec.table_memory) {
    host.table_since = now;
    host.table_used = 0;
  }
  return ++host.table_used > host.spec.table_entries;
}

SimulatedNetwork::Replies SimulatedNetwork::send(Instant now, const Endpoint& to) {
  ++packets_;
  last_ = std::max(last_, now);
  auto found = hosts_.find(to.address);
  if (found == hosts_.end()) {
    found = hosts_.try_emplace(to.address).first;
    found->second.spec = spec_.host(to.address);
  }
  HostState& host = found->second;
  const HostSpec& spec = host.spec;
  const auto left = first_link_.pass(spec_.first_link, now);
  if (!left) return {};
  const auto passed = host.link.pass(spec.link, *left);
  if (!passed || lost(host, now) || table_full(host, now) || banned(host, now)) return {};
  if (!passes_policers(host, PolicerSpec::Drops::kSyns, now)) return {};
  const Duration since = *passed - Instant{};
  if ((spec.up_from && since < *spec.up_from) || (spec.down_from && since >= *spec.down_from)) return {};

  const Instant arrived = *passed + spec.round_trip / 2;
  Reason reason = Reason::kReset;
  switch (spec.port(number(to.port))) {
    case PortIs::kOpen:
      reason = Reason::kSynAck;
      break;
    case PortIs::kClosed:
      if (!take_limited(host.resets, spec.resets_per_s, arrived)) return {};
      break;
    case PortIs::kDropped:
      return {};
    case PortIs::kRejected:
      if (!take_limited(host.icmp, spec.icmp_per_s, arrived)) return {};
      reason = Reason::kProhibited;
      break;
  }
  if (!passes_policers(host, PolicerSpec::Drops::kAnswers, arrived)) return {};
  if (reason == Reason::kProhibited && !passes_policers(host, PolicerSpec::Drops::kIcmp, arrived)) return {};
  if (lost(host, now)) return {};
  Duration more = random_.upto(spec.jitter);
  if (random_.chance(spec.reordered)) more += random_.upto(spec.round_trip);
  Replies replies;
  replies.first = {reason, arrived + (spec.round_trip - spec.round_trip / 2) + more};
  if (random_.chance(spec.duplicated))
    replies.second = {reason, replies.first->at + random_.upto(spec.round_trip)};
  return replies;
}

LinkUse SimulatedNetwork::use() const {
  LinkUse worst = first_link_.use(last_);
  for (const auto& [address, host] : hosts_) {
    const LinkUse use = host.link.use(last_);
    worst.largest_queue = std::max(worst.largest_queue, use.largest_queue);
    worst.full_share = std::max(worst.full_share, use.full_share);
    worst.half_share = std::max(worst.half_share, use.half_share);
    worst.dropped += use.dropped;
  }
  return worst;
}

}  // namespace sounder::sim
