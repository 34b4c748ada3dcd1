// The HTTP side of `serve --metrics`: /metrics for Prometheus and /healthz for load balancers. One thread of
// libmicrohttpd, few connections (kMetricsConnections), each with little memory and a timeout. A new
// connection ends the oldest one if there are too many, so a client that stalls delays neither the echo nor
// other clients.
//
// libmicrohttpd and not cpp-httplib, because it takes a listener that we opened (so that errors are ours),
// caps connections and their memory, and needs one thread for all of them.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "base/clock.h"
#include "base/result.h"
#include "net/address.h"

namespace sounder {

// Connections for metrics at once: one or two are usual. Part of kReservedFds.
inline constexpr unsigned kMetricsConnections = 8;
// A connection for metrics without a request for this long is closed. Prometheus sends its request at once
// and gives up after 10 s.
inline constexpr Duration kMetricsTimeout = std::chrono::seconds(5);

// Called from the HTTP thread; neither may wait for long.
struct MetricsContent {
  std::function<std::string()> metrics;  // Prometheus' text format
  std::function<bool()> healthy;         // false: send no more clients
};

class MetricsServer {
 public:
  // Serves from here to its end. Errors name the address and the remedy.
  static Result<std::unique_ptr<MetricsServer>> start(const Endpoint& where, MetricsContent content);
  virtual ~MetricsServer() = default;
  virtual Endpoint where() const = 0;  // with the port that the kernel chose for port 0
};

}  // namespace sounder
