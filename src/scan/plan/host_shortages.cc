#include "scan/plan/host_shortages.h"

#include <algorithm>
#include <iterator>

#include "scan/plan/shortage.h"

namespace sounder {
namespace {

// The accounts of all hosts whose neighbour waits to be resolved, and of all whose route is lost: mostly that
// of one link. No host has these keys: slots are few.
constexpr std::uint64_t kNeighbours = ~std::uint64_t{0};
constexpr std::uint64_t kRoutes = kNeighbours - 1;

// Hosts of groups that are closed are forgotten with the rest when there are more, 32 bytes each. Those that
// are still short come back with their next try.
constexpr std::size_t kMostMembers = 65'536;

}  // namespace

HostShortages::Key HostShortages::account_of(const HostRef& ref, Reason reason) {
  if (reason == Reason::kRouteLost) return kRoutes;
  return reason == Reason::kNoNeighbours ? kNeighbours : key_of(ref);
}

Instant HostShortages::held_until(const HostRef& ref) const {
  const auto member = members_.find(key_of(ref));
  if (member == members_.end()) return Instant{};
  const auto account = accounts_.find(member->second.account);
  return account == accounts_.end() ? Instant{} : account->second.until;
}

bool HostShortages::lacks_route(const HostRef& ref) const {
  const auto member = members_.find(key_of(ref));
  return member != members_.end() && member->second.account == kRoutes;
}

std::optional<HostShortages::Resend> HostShortages::take(Instant now) {
  if (waiting_ == 0) return std::nullopt;
  for (auto& [key, account] : accounts_) {
    if (account.waiting.empty() || account.until > now) continue;
    const Resend first = account.waiting.front();
    account.waiting.pop_front();
    --waiting_;
    return first;
  }
  return std::nullopt;
}

std::optional<Instant> HostShortages::next() const {
  std::optional<Instant> next;
  if (waiting_ == 0) return next;
  for (const auto& [key, account] : accounts_)
    if (!account.waiting.empty()) next = next ? std::min(*next, account.until) : account.until;
  return next;
}

void HostShortages::on_sent(const HostRef& ref) {
  const auto member = members_.find(key_of(ref));
  if (member == members_.end()) return;
  ++member->second.sent;
  touched_ = true;
}

void HostShortages::on_unsent(Instant now, const HostRef& ref, Reason reason) {
  if (members_.size() >= kMostMembers) members_.clear();
  if (reason == Reason::kRouteLost && !lacks_route(ref)) route_lost_at_ = now;
  Member& member = members_[key_of(ref)];
  member.account = account_of(ref, reason);
  ++member.unsent;
  touched_ = true;
}

bool HostShortages::is_patient(Instant now, const HostRef& ref, Reason reason) {
  const Member& member = members_[key_of(ref)];
  Account& account = accounts_[account_of(ref, reason)];
  if (member.sent > member.unsent) account.since.reset();
  if (!account.since) account.since = now;
  const bool patient = now - *account.since < patience_for(reason);
  // Whoever finds no route from then on need not wait for the others.
  account.refused = patient || reason != Reason::kRouteLost;
  return patient;
}

bool HostShortages::resend(Instant now, const HostRef& ref, std::uint16_t pair, TryNumber number,
                           Reason reason) {
  if (!is_patient(now, ref, reason)) return false;
  accounts_[account_of(ref, reason)].waiting.push_back({ref, pair, number, now});
  ++waiting_;
  return true;
}

void HostShortages::end_poll(Instant now) {
  if (!touched_) return;
  touched_ = false;
  for (auto at = members_.begin(); at != members_.end();) {
    Member& member = at->second;
    const bool all = member.sent > 0 && member.unsent == 0;
    if (member.sent > member.unsent) accounts_[member.account].through = true;
    member.sent = member.unsent = 0;
    at = all ? members_.erase(at) : std::next(at);
  }
  for (auto at = accounts_.begin(); at != accounts_.end();) {
    Account& account = at->second;
    if (account.through) {
      account.since.reset();
      account.wait = {};
    }
    if (account.refused) {
      account.wait =
          account.wait == Duration{} ? kShortageWaitFirst : std::min(2 * account.wait, kShortageWaitLast);
      account.until = now + account.wait;
    }
    const bool forgotten = account.until + kShortagePatience < now;
    const bool over = account.waiting.empty() && !account.refused && (account.through || forgotten);
    account.through = account.refused = false;
    at = over ? accounts_.erase(at) : std::next(at);
  }
}

}  // namespace sounder
