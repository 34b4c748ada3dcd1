#include "echo/registry.h"

#include <poll.h>
#include <sys/socket.h>

#include <cassert>
#include <system_error>

namespace sounder {

Registry::Registry(const ServerOptions& options, Work work, ServerEvents& events, const Wakeup& left)
    : options_(options), work_(std::move(work)), events_(events), left_(left) {}

Registry::~Registry() {
  cut_all();
  while (active() > 0) {
    pollfd p{left_.fd(), POLLIN, 0};
    ::poll(&p, 1, -1);
    left_.clear();
  }
  std::jthread last;
  const std::lock_guard lock(mutex_);
  last = std::move(last_finished_);
}

std::optional<Refusal> Registry::refusal(const Endpoint& peer) const {
  if (clients_.size() >= options_.max_connections) return Refusal::kFull;
  if (options_.max_per_address == 0) return std::nullopt;
  const auto it = per_address_.find(peer.address);
  if (it != per_address_.end() && it->second >= options_.max_per_address) return Refusal::kPerAddress;
  return std::nullopt;
}

std::optional<Refusal> Registry::enter(Accepted& client, Instant now) {
  const std::lock_guard lock(mutex_);
  if (const auto why = refusal(client.peer)) {
    ++(*why == Refusal::kFull ? counters_.refused_full : counters_.refused_per_address);
    events_.refused(client.peer, *why, now);
    return why;
  }
  clients_.emplace_back(std::move(client.fd), client.peer, now);
  const auto it = std::prev(clients_.end());
  try {
    it->thread = std::jthread([this, it](std::stop_token stop) { run(std::move(stop), it); });
  } catch (const std::system_error&) {
    client.fd = std::move(it->fd);
    clients_.erase(it);
    ++counters_.refused_no_thread;
    events_.refused(client.peer, Refusal::kNoThread, now);
    return Refusal::kNoThread;
  }
  if (options_.max_per_address > 0) ++per_address_[client.peer.address];
  ++counters_.accepted;
  events_.connected(client.peer, clients_.size());
  return std::nullopt;
}

void Registry::run(std::stop_token stop, Clients::iterator client) {
  // Set before the thread started and touched by nobody else until leave(): readable without the lock.
  const int fd = client->fd.get();
  leave(client, work_(std::move(stop), fd));
}

void Registry::leave(Clients::iterator client, const Served& served) {
  std::jthread before;  // joined at the end of this function, outside the lock
  const std::lock_guard lock(mutex_);
  before = std::exchange(last_finished_, std::move(client->thread));
  if (options_.max_per_address > 0) forget_address(client->peer.address);
  counters_.echoed_bytes += served.echoed_bytes;
  if (served.ending == Ending::kCut) ++counters_.cut;
  const Disconnected line{client->peer, clock_now() - client->since, served.echoed_bytes, clients_.size() - 1,
                          served.ending};
  // Closed under the lock, so that cut_all() never meets a reused number, and counted out before the client
  // can see the end: whoever has seen it finds its place free.
  const Fd fd = std::move(client->fd);
  clients_.erase(client);
  events_.disconnected(line);
  if (clients_.empty()) left_.notify();
}

void Registry::forget_address(const Address& address) {
  const auto it = per_address_.find(address);
  assert(it != per_address_.end());
  if (--it->second == 0) per_address_.erase(it);
}

void Registry::cut_all() {
  const std::lock_guard lock(mutex_);
  for (Client& client : clients_) {
    client.thread.request_stop();
    // Wakes a blocked recv or send for good. close() would not wake it, and would free the number for a
    // stranger.
    ::shutdown(client.fd.get(), SHUT_RDWR);
  }
}

std::size_t Registry::active() const {
  const std::lock_guard lock(mutex_);
  return clients_.size();
}

ServerCounters Registry::counters() const {
  const std::lock_guard lock(mutex_);
  return counters_;
}

void Registry::report(const std::function<void(ServerEvents&, ServerCounters&, std::size_t)>& report) {
  const std::lock_guard lock(mutex_);
  report(events_, counters_, clients_.size());
}

}  // namespace sounder
