// Server models under one roof for the conformance suite: a running server in this process, and what it
// reported.
#pragma once

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <ostream>
#include <string>
#include <vector>

#include "echo/serve/server.h"
#include "echo/serve/server_event.h"
#include "net/tls.h"

namespace sounder::test {

// Keeps every event and checks, as it arrives, that the counts of active clients are in order.
class RecordedEvents : public ServerEvents {
 public:
  void on_event(const ServerEvent& event) override;

  struct Seen {
    std::vector<Endpoint> listening;
    std::vector<ClientDisconnected> disconnected;
    std::vector<Refusal> refused;
    std::size_t active = 0;
    std::size_t connected = 0;
    int shortages = 0;
    bool draining = false;
    std::vector<ServerCounters> drained;
  };
  // Waits, at most kPatience, until `holds`; false if it never did.
  bool wait_until(const std::function<bool(const Seen&)>& holds);
  Seen seen() const;

 private:
  mutable std::mutex mutex_;  // guards seen_
  std::condition_variable changed_;
  Seen seen_;
};

class RunningServer {
 public:
  virtual ~RunningServer() = default;  // stops at once and waits
  virtual void request_stop() = 0;
  virtual ServerCounters wait_end() = 0;
  virtual ServerFigures figures() const = 0;
};

struct Model {
  std::string name;
  const TlsClient* tls;  // what its clients need; nullptr: plain
  std::function<std::unique_ptr<RunningServer>(const ServerOptions&, std::vector<Fd> listeners,
                                               ServerEvents&)>
      start;
};
inline void PrintTo(const Model& model, std::ostream* out) { *out << model.name; }
const std::vector<Model>& models();

}  // namespace sounder::test
