// The log of a server: each event becomes a line, and a thread of the log writes the lines to standard error.
// The queue between them is bounded. If the reader of the log is slow, the oldest lines are dropped, so that
// no client ever waits for the log; the number of dropped lines is logged as soon as lines get through again,
// and at the end.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "echo/serve/server_event.h"

namespace sounder {

// Log lines waiting to be written, about a megabyte. If the reader of the log is stuck, the oldest lines are
// dropped and clients are still served.
inline constexpr std::size_t kLogQueueLines = 8192;
// How long the program waits at its end for a stuck reader of its log.
inline constexpr Duration kLogFlushTimeout = std::chrono::seconds(2);

// Where lines are written. Called from the thread of the log, one call at a time.
class LineWriter {
 public:
  virtual ~LineWriter() = default;
  virtual void write(std::string_view line) = 0;  // without the end of line; may block
};
std::shared_ptr<LineWriter> standard_error_writer();

// Any thread may call.
class ServerLog : public ServerEvents {
 public:
  using LineOf = std::function<std::string(const ServerEvent&)>;
  ServerLog(LineOf line_of, std::shared_ptr<LineWriter> writer, std::size_t queue_lines = kLogQueueLines);
  // Waits until every line is written, at most kLogFlushTimeout: then the rest is given up.
  ~ServerLog() override;

  // Refusals are logged at most every kRefusalLineEvery, those in between as one event with their number.
  void on_event(const ServerEvent& event) override;

 private:
  class Queue;
  // Refusals of one kind that are not logged yet.
  template <class Event>
  struct Pending {
    std::optional<Event> event = {};
    std::optional<Instant> logged_at = {};
  };

  void put(const ServerEvent& event);
  template <class Event>
  void put_pending(Pending<Event>& pending);
  template <class Event>
  void put_limited(Pending<Event>& pending, const Event& event, std::uint64_t Event::* count);

  const LineOf line_of_;
  std::shared_ptr<Queue> queue_;
  std::mutex mutex_;  // guards all below, and the order of lines
  Pending<ClientRefused> clients_;
  Pending<DatagramRefused> datagrams_;
  std::size_t drops_seen_ = 0;
  std::size_t drops_logged_ = 0;
};

}  // namespace sounder
