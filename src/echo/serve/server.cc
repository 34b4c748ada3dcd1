#include "echo/serve/server.h"

#include <sys/socket.h>

#include <utility>

#include "echo/serve/limits.h"
#include "net/accept.h"

namespace sounder {
namespace {

// Connections accepted from one listener before the others have their turn.
constexpr int kAcceptBatch = 64;

}  // namespace

Server::Server(const ServerOptions& options, std::vector<Fd> listeners, ServerEvents& events)
    : options_(options),
      listeners_(std::move(listeners)),
      turned_away_(session_limits(options)),
      admission_(options, events, wakeup_) {
  // A listener from outside may be a blocking one: a client that is gone again would hold accept() for ever.
  for (const Fd& listener : listeners_) set_blocking(listener.get(), false);
}

Result<std::unique_ptr<Server>> Server::make(const ModelChoice& choice, const ServerOptions& options,
                                             std::vector<Fd> listeners, ServerEvents& events) {
  std::unique_ptr<Server> server(new Server(options, std::move(listeners), events));
  auto model = make_model(choice, server->options_, server->admission_, server->times_);
  if (!model) return std::unexpected(model.error());
  server->model_ = std::move(*model);
  return server;
}

ServerCounters Server::run() {
  listen_up();
  for (;;) {
    const Instant now = clock_now();
    obey(now);
    if (draining_ && admission_.active() == 0) break;
    turned_away_.advance(now);
    if (backoff_until_ && now >= *backoff_until_) backoff_until_.reset();
    wait(now);
  }
  admission_.report([](ServerEvents& events, ServerCounters& counters, std::size_t) {
    events.on_event(ServerStopped{counters});
  });
  return admission_.counters();
}

void Server::request_stop() {
  stop_requests_.fetch_add(1, std::memory_order_relaxed);
  wakeup_.notify();
}

ServerFigures Server::figures() const {
  ServerFigures figures{admission_.counters(), admission_.active(), model_->threads(), times_.snapshot()};
  figures.counters.echoed_bytes = figures.echo_times.bytes;  // of clients that are still here too
  return figures;
}

std::vector<SignOfLife> Server::signs_of_life() {
  auto signs = model_->signs_of_life();
  signs.push_back({[this] { wakeup_.notify(); }, [this] { return turns_.load(); }});
  return signs;
}

void Server::listen_up() {
  admission_.report([&](ServerEvents& events, ServerCounters&, std::size_t) {
    for (const Fd& listener : listeners_)
      events.on_event(ListeningStarted{local_endpoint(listener.get()).value_or(Endpoint{})});
  });
}

void Server::obey(Instant now) {
  wakeup_.clear();  // before the looks below: what comes after them wakes again
  ++turns_;
  const int requests = stop_requests_.load(std::memory_order_relaxed);
  if (requests >= 1 && !draining_) begin_drain(now);
  if (drain_deadline_ && (requests >= 2 || now >= *drain_deadline_)) {
    drain_deadline_.reset();
    model_->cut_all();
  }
}

void Server::begin_drain(Instant now) {
  // Closing a listener resets the clients that wait in its queue, and they may have sent their bytes already.
  // No queue is longer than SOMAXCONN; who comes later may be meant for whoever listens next.
  for (const Fd& listener : listeners_) accept_from(listener.get(), SOMAXCONN);
  listeners_.clear();
  draining_ = true;
  drain_deadline_ = now + options_.drain_timeout;
  admission_.report([&](ServerEvents& events, ServerCounters&, std::size_t active) {
    events.on_event(DrainStarted{active, options_.drain_timeout});
  });
}

std::optional<Instant> Server::next_wakeup() const {
  std::optional<Instant> first;
  for (const auto& when : {drain_deadline_, backoff_until_, turned_away_.deadline()})
    if (when && (!first || *when < *first)) first = when;
  return first;
}

void Server::wait(Instant now) {
  polled_.clear();
  for (const Fd& listener : listeners_) polled_.push_back({backoff_until_ ? -1 : listener.get(), POLLIN, 0});
  polled_.push_back({wakeup_.fd(), POLLIN, 0});
  turned_away_.append_to(polled_);
  const auto until = next_wakeup();
  if (::poll(polled_.data(), polled_.size(), until ? poll_timeout_ms(*until - now) : -1) <= 0) return;
  for (std::size_t i = 0; i < listeners_.size(); ++i)
    if (polled_[i].revents != 0) accept_from(polled_[i].fd, kAcceptBatch);
}

void Server::accept_from(int listener, int at_most) {
  for (int taken = 0; taken < at_most; ++taken) {
    auto client = accept_tcp(listener);
    const Instant now = clock_now();
    if (client) {
      short_ = false;
      if (model_->enter(*client, now)) turned_away_.add(std::move(client->fd), now);
      continue;
    }
    const AcceptTrouble trouble = accept_trouble(client.error());
    if (trouble == AcceptTrouble::kShortage) on_shortage(client.error(), now);
    if (trouble != AcceptTrouble::kConnection) return;
  }
}

void Server::on_shortage(Errno code, Instant now) {
  // The clients that wait stay in the kernel's queue and are served as soon as somebody leaves.
  backoff_until_ = now + kAcceptBackoff;
  if (std::exchange(short_, true)) return;
  admission_.report([&](ServerEvents& events, ServerCounters& counters, std::size_t) {
    ++counters.shortages;
    events.on_event(AcceptPaused{code});
  });
}

}  // namespace sounder
