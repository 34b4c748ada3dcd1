#include "echo/serve/udp_server.h"

#include <cerrno>

#include "echo/serve/limits.h"
#include "net/datagrams.h"

namespace sounder {
namespace {

void add(std::atomic<std::uint64_t>& counter, std::uint64_t more) {
  counter.fetch_add(more, std::memory_order_relaxed);
}

}  // namespace

std::expected<std::vector<Fd>, ListenError> open_datagrams_beside(std::span<const Fd> listeners) {
  std::vector<Fd> sockets;
  for (const Fd& listener : listeners) {
    const Endpoint where = local_endpoint(listener.get()).value_or(Endpoint{});
    auto socket = bind_udp(where, is_v6_only(listener.get()));
    if (!socket) return std::unexpected(ListenError{where, socket.error()});
    sockets.push_back(std::move(*socket));
  }
  return sockets;
}

UdpServer::UdpServer(const UdpOptions& options, std::vector<Fd> sockets, ServerEvents& events)
    : events_(events), guard_(options, random_sip_key()) {
  for (Fd& socket : sockets) {
    tell_local_addresses(socket.get());
    const Port port = local_endpoint(socket.get()).value_or(Endpoint{}).port;
    sockets_.push_back({std::move(socket), port});
  }
}

void UdpServer::run() {
  for (const Socket& socket : sockets_)
    events_.on_event(ListeningStarted{local_endpoint(socket.fd.get()).value_or(Endpoint{}), true});
  for (bool last = false; !last;) {
    add(turns_, 1);
    wakeup_.clear();
    last = stop_.load(std::memory_order_relaxed);
    if (!last) wait();
    for (const Socket& socket : sockets_) serve(socket);
  }
  events_.on_event(UdpStopped{counters()});
}

void UdpServer::request_stop() {
  stop_.store(true, std::memory_order_relaxed);
  wakeup_.notify();
}

UdpCounters UdpServer::counters() const {
  const auto now = [](const std::atomic<std::uint64_t>& counter) {
    return counter.load(std::memory_order_relaxed);
  };
  UdpCounters counters{.received = now(counters_.received),
                       .echoed = now(counters_.echoed),
                       .echoed_bytes = now(counters_.echoed_bytes),
                       .unsent = now(counters_.unsent)};
  for (std::size_t i = 0; i < kUdpRefusals; ++i) counters.refused[i] = now(counters_.refused[i]);
  return counters;
}

void UdpServer::wait() {
  const Instant now = clock_now();
  if (backoff_until_ && now >= *backoff_until_) backoff_until_.reset();
  polled_.clear();
  for (const Socket& socket : sockets_) polled_.push_back({backoff_until_ ? -1 : socket.fd.get(), POLLIN, 0});
  polled_.push_back({wakeup_.fd(), POLLIN, 0});
  ::poll(polled_.data(), polled_.size(), backoff_until_ ? poll_timeout_ms(*backoff_until_ - now) : -1);
}

void UdpServer::serve(const Socket& socket) {
  for (int batches = 0; batches < kDatagramBatches; ++batches) {
    const auto datagrams = batch_.receive(socket.fd.get());
    if (!datagrams) {
      // ENOBUFS, ENOMEM: the datagrams wait in the kernel's queue, or are lost as any datagram may be.
      if (datagrams.error() != EAGAIN && datagrams.error() != EINTR)
        backoff_until_ = clock_now() + kAcceptBackoff;
      return;
    }
    answer(socket, *datagrams, clock_now());
    if (datagrams->size() < kDatagramsAtOnce) return;
  }
}

void UdpServer::answer(const Socket& socket, std::span<const Datagram> datagrams, Instant now) {
  std::array<std::size_t, kDatagramsAtOnce> answered{};
  std::size_t count = 0;
  add(counters_.received, datagrams.size());
  for (std::size_t i = 0; i < datagrams.size(); ++i) {
    const auto why = guard_.refusal(datagrams[i], socket.port, now);
    if (!why) {
      answered[count++] = i;
      continue;
    }
    add(counters_.refused[static_cast<std::size_t>(*why)], 1);
    events_.on_event(DatagramRefused{datagrams[i].source, *why, now});
  }
  const auto returned = batch_.send_back(socket.fd.get(), std::span(answered).first(count));
  add(counters_.echoed, returned.datagrams);
  add(counters_.echoed_bytes, returned.bytes);
  add(counters_.unsent, returned.failed);
}

}  // namespace sounder
