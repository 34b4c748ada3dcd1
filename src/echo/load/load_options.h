// What a load run is asked to do. A value, made by the command line and never changed.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "echo/load/limits.h"
#include "net/address.h"
#include "net/tls.h"

namespace sounder {

struct LoadOptions {
  Endpoint target = {};
  std::size_t connections = kLoadConnections;  // at once; at least one for each thread
  std::size_t message_bytes = kLoadMessageBytes;
  // Open loop: requests are due at this rate over all connections, whether answers come or not. Without it
  // the loop is closed: the next request is due when an answer is in.
  std::optional<double> rate_per_s = {};
  Duration duration = kLoadDuration;
  Duration timeout = kLoadTimeout;  // of a connect, and of an answer that makes no progress
  bool udp = false;                 // connections are sockets, and messages datagrams
  bool churn = false;               // connect, one echo, close, for every request
  std::size_t pipeline = 1;         // requests without an answer on one connection
  unsigned threads = 1;
  std::vector<Address> sources = {};  // local addresses, used in turn; empty: the kernel chooses
  std::uint64_t seed = 0;             // of the bytes that are sent
  const TlsClient* tls = nullptr;     // set: every connection speaks TLS; outlives the run
  std::string host = {};              // as it was asked for; a certificate must be for it
  bool tls_elsewhere = false;         // of a run that was read from a file: it spoke TLS

  bool speaks_tls() const { return tls != nullptr || tls_elsewhere; }
};

// The default number of threads. A server on this machine is left half of the processors, and each thread has
// at least kLoadConnectionsPerThread connections.
unsigned usual_load_threads(std::size_t connections, unsigned processors, bool target_is_local);

// The default local addresses. `ports` is how many local ports the kernel gives out to
// one pair of addresses. Empty (the kernel chooses) unless the target is in 127.0.0.0/8 and needs more: then
// 127.0.0.1 and its neighbours.
std::vector<Address> usual_load_sources(const LoadOptions& options, std::size_t ports);

}  // namespace sounder
