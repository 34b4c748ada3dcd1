#include "echo/server_threads.h"

#include <limits>
#include <utility>

#include "echo/connection.h"
#include "net/accept.h"

namespace sounder {

ServerThreads::ServerThreads(const ServerOptions& options, std::vector<Fd> listeners, ServerEvents& events)
    : options_(options),
      listeners_(std::move(listeners)),
      turned_away_(session_limits(options)),
      registry_(
          options,
          [limits = session_limits(options)](const std::stop_token& stop, int fd) {
            return serve_connection(stop, fd, limits);
          },
          events, wakeup_) {
  // A listener from outside may be a blocking one: a client that is gone again would hold accept() for ever.
  for (const Fd& listener : listeners_) set_blocking(listener.get(), false);
}

ServerCounters ServerThreads::run() {
  listen_up();
  for (;;) {
    const Instant now = clock_now();
    obey(now);
    if (draining_ && registry_.active() == 0) break;
    turned_away_.look(now);
    if (backoff_until_ && now >= *backoff_until_) backoff_until_.reset();
    wait(now);
  }
  registry_.report(
      [](ServerEvents& events, ServerCounters& counters, std::size_t) { events.drained(counters); });
  return registry_.counters();
}

void ServerThreads::request_stop() {
  stop_requests_.fetch_add(1, std::memory_order_relaxed);
  wakeup_.notify();
}

void ServerThreads::listen_up() {
  registry_.report([&](ServerEvents& events, ServerCounters&, std::size_t) {
    for (const Fd& listener : listeners_)
      events.listening(local_endpoint(listener.get()).value_or(Endpoint{}));
  });
}

void ServerThreads::obey(Instant now) {
  wakeup_.clear();  // before the looks below: what comes after them wakes again
  const int requests = stop_requests_.load(std::memory_order_relaxed);
  if (requests >= 1 && !draining_) begin_drain(now);
  if (drain_deadline_ && (requests >= 2 || now >= *drain_deadline_)) {
    drain_deadline_.reset();
    registry_.cut_all();
  }
}

void ServerThreads::begin_drain(Instant now) {
  // Closing a listener resets the clients that wait in its queue, and they may have sent their bytes already.
  for (const Fd& listener : listeners_) accept_from(listener.get(), std::numeric_limits<int>::max());
  listeners_.clear();
  draining_ = true;
  drain_deadline_ = now + options_.drain_timeout;
  registry_.report([&](ServerEvents& events, ServerCounters&, std::size_t active) {
    events.draining(active, options_.drain_timeout);
  });
}

std::optional<Instant> ServerThreads::next_wakeup() const {
  std::optional<Instant> first;
  for (const auto& when : {drain_deadline_, backoff_until_, turned_away_.deadline()})
    if (when && (!first || *when < *first)) first = when;
  return first;
}

void ServerThreads::wait(Instant now) {
  polled_.clear();
  for (const Fd& listener : listeners_) polled_.push_back({backoff_until_ ? -1 : listener.get(), POLLIN, 0});
  polled_.push_back({wakeup_.fd(), POLLIN, 0});
  turned_away_.append_to(polled_);
  const auto until = next_wakeup();
  if (::poll(polled_.data(), polled_.size(), until ? poll_timeout_ms(*until - now) : -1) <= 0) return;
  for (std::size_t i = 0; i < listeners_.size(); ++i)
    if (polled_[i].revents != 0) accept_from(polled_[i].fd, kAcceptBatch);
}

void ServerThreads::accept_from(int listener, int at_most) {
  for (int taken = 0; taken < at_most; ++taken) {
    auto client = accept_tcp(listener);
    const Instant now = clock_now();
    if (client) {
      short_ = false;
      if (registry_.enter(*client, now)) turned_away_.add(std::move(client->fd), now);
      continue;
    }
    const AcceptTrouble trouble = accept_trouble(client.error());
    if (trouble == AcceptTrouble::kShortage) on_shortage(client.error(), now);
    if (trouble != AcceptTrouble::kConnection) return;
  }
}

void ServerThreads::on_shortage(Errno code, Instant now) {
  // The clients that wait stay in the kernel's queue and are served as soon as somebody leaves.
  backoff_until_ = now + kAcceptBackoff;
  if (std::exchange(short_, true)) return;
  registry_.report([&](ServerEvents& events, ServerCounters& counters, std::size_t) {
    ++counters.shortages;
    events.shortage(code);
  });
}

}  // namespace sounder
