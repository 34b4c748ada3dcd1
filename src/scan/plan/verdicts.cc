#include "scan/plan/verdicts.h"

#include "scan/plan/plan_limits.h"

namespace sounder {
namespace {

bool is_closed(const HostGroup& group, std::uint32_t host, std::uint32_t pair) {
  return host < group.closing_host || (host == group.closing_host && pair < group.closing_pair);
}

}  // namespace

void Verdicts::resolve(const HostGroups::Place& place, const Verdict& verdict) {
  const HostRef& ref = place.ref;
  HostGroup& group = groups_.at(ref);
  Host& host = group.hosts()[ref.host];
  // A group that is closing has given this pair its verdict, or will find it resolved.
  const bool finished = host.walk.is_finished();
  if (finished && is_closed(group, ref.host, place.pair)) return;
  group.resolve(ref.host, place.pair);
  --host.unresolved;
  if (!finished) ++resolved_;
  findings_.give_verdict(host, verdict);
  if (host.unresolved > 0) return;
  if (finished)
    findings_.report(host);
  else
    finish(host, ref);
}

void Verdicts::finish(Host& host, const HostRef& ref) {
  host.walk.finish();
  resolved_ += host.unresolved;
  if (!host.answered && host.pairs >= kModelledPairs && !host.untested) host.gave_up = true;
  if (host.unresolved == 0) findings_.report(host);
  if (host.path)
    host.path->canaries.for_each_out([&](const Canaries::Flight& flight) {
      findings_.release({order_.pair_index(host.index, flight.pair), flight.number});
    });
  if (host.path) company_.leave(host);
  groups_.on_finished(ref);
}

void Verdicts::give_up(Host& host, const HostRef& ref) {
  host.untested = true;
  finish(host, ref);
}

Verdict Verdicts::verdict_on_silence(const Host& host, PairIndex index) const {
  if (host.untested) return verdict_on(host, index, State::kUntested, Reason::kRouteLost);
  return verdict_on(host, index, silent_, host.proven ? Reason::kNoResponse : Reason::kUnproven);
}

void Verdicts::close_groups() {
  while (findings_.waiting_verdicts() < kVerdictsAtOnce) {
    HostGroup* group = groups_.closing();
    if (group == nullptr) return;
    if (group->closing_host == group->hosts().size()) {
      groups_.close();
      continue;
    }
    Host& host = group->hosts()[group->closing_host];
    group->closing_pair = group->next_unresolved(group->closing_host, group->closing_pair);
    if (group->closing_pair < host.pairs) {
      const PairIndex index = order_.pair_index(host.index, group->closing_pair++);
      findings_.give_verdict(host, verdict_on_silence(host, index));
    } else {
      findings_.report(host);
      ++group->closing_host;
      group->closing_pair = 0;
    }
  }
}

}  // namespace sounder
