#include "echo/serve/admission.h"

#include <cassert>

namespace sounder {
namespace {

std::uint64_t& counter_of(Refusal why, ServerCounters& counters) {
  switch (why) {
    case Refusal::kFull:
      break;
    case Refusal::kPerAddress:
      return counters.refused_per_address;
    case Refusal::kNoThread:
      return counters.refused_no_thread;
  }
  return counters.refused_full;
}

}  // namespace

Admission::Admission(const ServerOptions& options, ServerEvents& events, const Wakeup& left)
    : max_connections_(options.max_connections),
      max_per_address_(options.max_per_address),
      events_(events),
      left_(left) {}

std::optional<Refusal> Admission::refusal(const Endpoint& peer) const {
  if (active_ >= max_connections_) return Refusal::kFull;
  if (max_per_address_ == 0) return std::nullopt;
  const auto it = per_address_.find(peer.address);
  if (it != per_address_.end() && it->second >= max_per_address_) return Refusal::kPerAddress;
  return std::nullopt;
}

std::optional<Refusal> Admission::enter(const Endpoint& peer, Instant now,
                                        const std::function<bool()>& start) {
  const std::lock_guard lock(mutex_);
  auto why = refusal(peer);
  if (!why && !start()) why = Refusal::kNoThread;
  if (why) {
    ++counter_of(*why, counters_);
    events_.on_event(ClientRefused{peer, *why, now});
    return why;
  }
  if (max_per_address_ > 0) ++per_address_[peer.address];
  ++counters_.accepted;
  ++active_;
  events_.on_event(ClientConnected{peer, active_});
  return std::nullopt;
}

void Admission::leave(const Endpoint& peer, Instant since, const Served& served, Fd fd) {
  const std::lock_guard lock(mutex_);
  if (max_per_address_ > 0) forget_address(peer.address);
  counters_.echoed_bytes += served.echoed_bytes;
  if (served.ending == Ending::kCut) ++counters_.cut;
  --active_;
  fd.close();
  events_.on_event(ClientDisconnected{peer, clock_now() - since, served.echoed_bytes, active_, served.ending,
                                      served.tls_error});
  if (active_ == 0) left_.notify();
}

void Admission::forget_address(const Address& address) {
  const auto it = per_address_.find(address);
  assert(it != per_address_.end());
  if (--it->second == 0) per_address_.erase(it);
}

std::size_t Admission::active() const {
  const std::lock_guard lock(mutex_);
  return active_;
}

ServerCounters Admission::counters() const {
  const std::lock_guard lock(mutex_);
  return counters_;
}

void Admission::report(const std::function<void(ServerEvents&, ServerCounters&, std::size_t)>& report) {
  const std::lock_guard lock(mutex_);
  report(events_, counters_, active_);
}

}  // namespace sounder
