// The echo server for datagrams (RFC 862): one thread, whole batches, and a guard that decides which to
// answer. run() is for one thread; any thread may call the rest.
#pragma once

#include <poll.h>

#include <atomic>
#include <cstdint>
#include <expected>
#include <optional>
#include <span>
#include <vector>

#include "base/fd.h"
#include "base/wakeup.h"
#include "echo/serve/listeners.h"
#include "echo/serve/server_event.h"
#include "echo/serve/udp_guard.h"
#include "net/datagrams.h"

namespace sounder {

// A UDP socket at the address and port of each listener.
std::expected<std::vector<Fd>, ListenError> open_datagrams_beside(std::span<const Fd> listeners);

class UdpServer {
 public:
  // `sockets` are bound; the service manager may have opened them. `events` outlives the server.
  UdpServer(const UdpOptions& options, std::vector<Fd> sockets, ServerEvents& events);

  // Answers until it is asked to stop, then answers what has already arrived.
  void run();
  void request_stop();
  UdpCounters counters() const;
  // A sign of life: how often the loop has turned, and something that turns it.
  std::uint64_t turns() const { return turns_.load(std::memory_order_relaxed); }
  void turn() const { wakeup_.notify(); }

 private:
  struct Socket {
    Fd fd;
    Port port;
  };
  void wait();
  void serve(const Socket& socket);
  void answer(const Socket& socket, std::span<const Datagram> datagrams, Instant now);

  std::vector<Socket> sockets_;
  ServerEvents& events_;
  UdpGuard guard_;
  DatagramBatch batch_;
  std::vector<pollfd> polled_;
  std::optional<Instant> backoff_until_;
  Wakeup wakeup_;
  std::atomic<bool> stop_{false};
  std::atomic<std::uint64_t> turns_{0};
  struct {
    std::atomic<std::uint64_t> received{0}, echoed{0}, echoed_bytes{0}, unsent{0};
    std::array<std::atomic<std::uint64_t>, kUdpRefusals> refused{};
  } counters_;  // one writer
};

}  // namespace sounder
