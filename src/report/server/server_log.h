// The log of a server: events become lines, a thread of its own writes them to standard error. The queue
// between is bounded and gives up its oldest lines when the reader of the log is slow, so that no client ever
// waits for the log; how many lines went is said as soon as lines get through again, and at the end.
#pragma once

#include <memory>
#include <mutex>

#include "base/clock.h"
#include "report/server/server_line.h"

namespace sounder {

// Log lines waiting to be written, about a megabyte. If the reader of the log is stuck, the oldest lines are
// dropped and clients are still served.
inline constexpr std::size_t kLogQueueLines = 8192;
// How long the program waits at its end for a stuck reader of its log.
inline constexpr Duration kLogFlushTimeout = std::chrono::seconds(2);

// Where lines end up; called from the log's own thread, one call at a time.
class LineWriter {
 public:
  virtual ~LineWriter() = default;
  virtual void write(std::string_view line) = 0;  // without the end of line; may block
};
std::shared_ptr<LineWriter> standard_error_writer();

// Any thread may call.
class ServerLog : public ServerEvents, public UdpEvents {
 public:
  ServerLog(std::unique_ptr<ServerLines> lines, std::shared_ptr<LineWriter> writer,
            std::size_t queue_lines = kLogQueueLines);
  // Waits until every line is written, at most kLogFlushTimeout: then the rest is given up.
  ~ServerLog() override;

  // Before the server starts; as ServerLines::no_uring().
  void no_uring(const std::string& why);

  void tls_reloaded(const std::string& error);  // as ServerLines::tls_reloaded()

  void listening(const Endpoint& where) override;
  void connected(const Endpoint& peer, std::size_t active) override;
  void disconnected(const Disconnected& client) override;
  void refused(const Endpoint& peer, Refusal why, Instant now) override;
  void shortage(Errno why) override;
  void draining(std::size_t active, Duration at_most) override;
  void drained(const ServerCounters& counters) override;
  // Said once, by whoever serves them.
  void metrics_at(const Endpoint& where);
  void udp_listening(const Endpoint& where) override;
  void udp_refused(const Endpoint& source, UdpRefusal why, Instant now) override;
  void udp_stopped(const UdpCounters& counters) override;

 private:
  class Queue;
  void put(const std::string& line);
  void put_refusals();
  void put_udp_refusals();

  std::unique_ptr<ServerLines> lines_;
  std::shared_ptr<Queue> queue_;
  std::mutex mutex_;   // guards all below, and the order of lines
  Refusals refusals_;  // not told yet
  std::optional<Instant> refusals_told_at_;
  UdpRefusals udp_refusals_;
  std::optional<Instant> udp_refusals_told_at_;
  std::size_t drops_seen_ = 0;
  std::size_t drops_told_ = 0;
};

}  // namespace sounder
