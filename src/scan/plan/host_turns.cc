#include "scan/plan/host_turns.h"

namespace sounder {

HostTurn HostTurns::take(std::uint64_t host, std::uint32_t slice, bool policed) {
  if (!policed && !any_policed_.load(std::memory_order_relaxed)) return HostTurn::kFree;
  const std::scoped_lock hold(lock_);
  Entry& entry = hosts_[host];
  if (policed) mark(entry);
  if (!entry.policed) return HostTurn::kFree;
  entry.turn = entry.turn.value_or(slice);
  return *entry.turn == slice ? HostTurn::kMine : HostTurn::kOthers;
}

void HostTurns::mark(Entry& entry) {
  entry.policed = true;
  any_policed_.store(true, std::memory_order_relaxed);
}

void HostTurns::on_hearing(std::uint64_t host, bool hears) {
  const std::scoped_lock hold(lock_);
  hosts_[host].hearing += hears ? 1U : -1U;
}

bool HostTurns::is_heard(std::uint64_t host) {
  const std::scoped_lock hold(lock_);
  const auto found = hosts_.find(host);
  return found != hosts_.end() && found->second.hearing > 0;
}

void HostTurns::leave(std::uint64_t host, std::uint32_t slice, bool hears, bool policed) {
  const std::scoped_lock hold(lock_);
  const auto found = hosts_.find(host);
  if (found == hosts_.end()) return;
  if (hears) --found->second.hearing;
  if (policed) mark(found->second);
  if (found->second.turn == slice) found->second.turn.reset();
}

}  // namespace sounder
