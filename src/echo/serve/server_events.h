// What every server model (threads, epoll, io_uring) has in common: options, counters, events.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "base/clock.h"
#include "echo/serve/limits.h"
#include "echo/serve/session.h"
#include "net/address.h"
#include "net/socket.h"
#include "net/tls.h"

namespace sounder {

struct ServerOptions {
  std::size_t max_connections = 1;             // more than 0, and below the descriptor limit by kReservedFds
  std::size_t max_per_address = 0;             // zero: no cap
  Duration idle_timeout = kEchoIdleTimeout;    // zero: none
  Duration stall_timeout = kEchoStallTimeout;  // zero: none
  Duration drain_timeout = kEchoDrainTimeout;
  const TlsServer* tls = nullptr;  // set: every client speaks TLS; outlives the server
};

// The limits of each session of such a server.
SessionLimits session_limits(const ServerOptions& options);

enum class Refusal : std::uint8_t {
  kFull,        // max_connections
  kPerAddress,  // max_per_address
  kNoThread,    // the system would not start a thread
};

struct ServerCounters {
  std::uint64_t accepted = 0;  // and served
  std::uint64_t refused_full = 0;
  std::uint64_t refused_per_address = 0;
  std::uint64_t refused_no_thread = 0;
  std::uint64_t shortages = 0;  // times that accepting paused, from running short to the next success
  std::uint64_t echoed_bytes = 0;
  std::uint64_t cut = 0;  // clients that the server ended in their work
};

// What became of a client.
struct Served {
  Ending ending = Ending::kClientClosed;
  std::uint64_t echoed_bytes = 0;
  std::string tls_error = {};  // with Ending::kTls: OpenSSL's words
};

struct Disconnected {
  Endpoint peer;
  Duration lasted{};
  std::uint64_t echoed_bytes = 0;
  std::size_t active = 0;  // who is left
  Ending ending = Ending::kClientClosed;
  std::string tls_error = {};
};

// Hears what a server does. Called from any of its threads, one call at a time, under the server's lock, so
// that the counts of active clients are in order; an implementation must not block and must not call the
// server.
class ServerEvents {
 public:
  virtual ~ServerEvents() = default;
  virtual void listening(const Endpoint& where) = 0;
  virtual void connected(const Endpoint& peer, std::size_t active) = 0;
  virtual void disconnected(const Disconnected& client) = 0;
  virtual void refused(const Endpoint& peer, Refusal why, Instant now) = 0;
  virtual void shortage(Errno why) = 0;  // once until a connection is taken again
  virtual void draining(std::size_t active, Duration at_most) = 0;
  virtual void drained(const ServerCounters& counters) = 0;  // the last call
};

}  // namespace sounder
