// What every server model (threads, epoll, io_uring) has in common: options, counters, how a client ended.
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
  kNoThread,    // no thread could be started
};

struct ServerCounters {
  std::uint64_t accepted = 0;
  std::uint64_t refused_full = 0;
  std::uint64_t refused_per_address = 0;
  std::uint64_t refused_no_thread = 0;
  std::uint64_t shortages = 0;  // times that accepting paused for lack of descriptors or memory
  std::uint64_t echoed_bytes = 0;
  std::uint64_t cut = 0;  // clients whose connection the server ended
};

// How a client's connection ended.
struct Served {
  Ending ending = Ending::kClientClosed;
  std::uint64_t echoed_bytes = 0;
  std::string tls_error = {};  // with Ending::kTls: OpenSSL's reason
};

}  // namespace sounder
