// Everything that a server reports while it runs: one struct for each event, and the variant of all of them.
// To add an event, add its struct here and its line in report/server/server_line_{text,json}.cc.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <variant>

#include "base/clock.h"
#include "base/result.h"
#include "echo/serve/server_options.h"
#include "echo/serve/udp.h"
#include "net/address.h"

namespace sounder {

struct ListeningStarted {
  Endpoint where;
  bool udp = false;
};

struct ClientConnected {
  Endpoint peer;
  std::size_t active = 0;  // clients, this one among them
};

struct ClientDisconnected {
  Endpoint peer;
  Duration lasted{};
  std::uint64_t echoed_bytes = 0;
  std::size_t active = 0;  // clients that are left
  Ending ending = Ending::kClientClosed;
  std::string tls_error = {};  // with Ending::kTls: OpenSSL's reason
};

// One refused client. A log may merge several: then `clients` of them, the last of which is described.
struct ClientRefused {
  Endpoint peer;
  Refusal why = Refusal::kFull;
  Instant when{};
  std::uint64_t clients = 1;
};

// The same for datagrams.
struct DatagramRefused {
  Endpoint source;
  UdpRefusal why = UdpRefusal::kToMany;
  Instant when{};
  std::uint64_t datagrams = 1;
};

// Accepting paused. Reported once until a connection is accepted again.
struct AcceptPaused {
  Errno why = 0;
};

struct DrainStarted {
  std::size_t active = 0;
  Duration at_most{};
};

// The last event of a TCP server.
struct ServerStopped {
  ServerCounters counters;
};

// The last event of a UDP server.
struct UdpStopped {
  UdpCounters counters;
};

// io_uring was asked for and is not available; epoll is used.
struct UringUnavailable {
  std::string why;
};

// After SIGHUP. `error` is empty if certificate and key were reloaded, else says why not.
struct TlsReloaded {
  std::string error = {};
};

struct MetricsStarted {
  Endpoint where;
};

// Lines of a log of these events that were lost because its reader is too slow.
struct LogLinesDropped {
  std::size_t lines = 0;
};

using ServerEvent = std::variant<ListeningStarted, ClientConnected, ClientDisconnected, ClientRefused,
                                 DatagramRefused, AcceptPaused, DrainStarted, ServerStopped, UdpStopped,
                                 UringUnavailable, TlsReloaded, MetricsStarted, LogLinesDropped>;

// Receives events. Called from any thread of a server, TCP events under the server's lock so that the counts
// of active clients are in order. An implementation must not block and must not call the server.
class ServerEvents {
 public:
  virtual ~ServerEvents() = default;
  virtual void on_event(const ServerEvent& event) = 0;
};

}  // namespace sounder
