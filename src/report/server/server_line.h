// The lines of a server's log, as text for people or as JSON for programs. Pure.
#pragma once

#include <memory>
#include <string>

#include "echo/serve/server_events.h"
#include "echo/serve/udp.h"

namespace sounder {

// Refusals since the line about refusals before.
struct Refusals {
  std::uint64_t clients = 0;
  Endpoint last_peer;
  Refusal last_why = Refusal::kFull;
};

// The same of datagrams.
struct UdpRefusals {
  std::uint64_t datagrams = 0;
  Endpoint last_source;
  UdpRefusal last_why = UdpRefusal::kToMany;
};

// The word of JSON and of metrics for each reason; data, never translated.
const char* word_of(Refusal why);
const char* word_of(UdpRefusal why);

// Each function gives one line without its end.
class ServerLines {
 public:
  virtual ~ServerLines() = default;
  virtual std::string listening(const Endpoint& where) const = 0;
  virtual std::string connected(const Endpoint& peer, std::size_t active) const = 0;
  virtual std::string disconnected(const Disconnected& client) const = 0;
  virtual std::string refused(const Refusals& refusals) const = 0;
  virtual std::string shortage(Errno why) const = 0;
  // io_uring was asked for, is refused for that reason, and epoll serves instead.
  virtual std::string no_uring(const std::string& why) const = 0;
  // `error`: why the certificate could not be read again; empty if it was.
  virtual std::string tls_reloaded(const std::string& error) const = 0;
  virtual std::string draining(std::size_t active, Duration at_most) const = 0;
  virtual std::string drained(const ServerCounters& counters) const = 0;
  virtual std::string udp_listening(const Endpoint& where) const = 0;
  virtual std::string udp_refused(const UdpRefusals& refusals) const = 0;
  virtual std::string udp_stopped(const UdpCounters& counters) const = 0;
  virtual std::string metrics_at(const Endpoint& where) const = 0;
  virtual std::string lines_dropped(std::size_t lines) const = 0;
};

std::unique_ptr<ServerLines> text_lines();
// Every line is an object with "v", "time" (UTC, seconds since 1970 with fraction) and "type". `time` is
// asked for each line, so that a test may stand still.
using WallClock = double (*)();
std::unique_ptr<ServerLines> json_lines(WallClock time);
double wall_clock_s();

}  // namespace sounder
