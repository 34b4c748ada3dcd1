#include "report/server/server_log.h"

#include <poll.h>
#include <spdlog/async.h>
#include <spdlog/sinks/base_sink.h>
#include <unistd.h>

#include <cerrno>
#include <future>
#include <system_error>
#include <thread>
#include <utility>

namespace sounder {
namespace {

// Interval between log lines about refusals; each line has their number.
constexpr Duration kRefusalLineEvery = std::chrono::seconds(1);

class StandardErrorWriter : public LineWriter {
 public:
  void write(std::string_view line) override {
    std::string bytes(line);
    bytes += '\n';
    for (std::string_view left = bytes; !left.empty();) {
      const auto wrote = ::write(STDERR_FILENO, left.data(), left.size());
      if (wrote < 0 && errno == EINTR) continue;
      if (wrote < 0 && errno == EAGAIN) {  // somebody made our standard error non-blocking
        pollfd writable{STDERR_FILENO, POLLOUT, 0};
        ::poll(&writable, 1, -1);
        continue;
      }
      if (wrote < 0) return;  // nobody reads the log: serving goes on
      left.remove_prefix(static_cast<std::size_t>(wrote));
    }
  }
};

class Sink : public spdlog::sinks::base_sink<spdlog::details::null_mutex> {
 public:
  explicit Sink(std::shared_ptr<LineWriter> writer) : writer_(std::move(writer)) {}

 private:
  // A line is a finished message: spdlog's own patterns and time stamps have no part in it.
  void sink_it_(const spdlog::details::log_msg& message) override {
    writer_->write({message.payload.data(), message.payload.size()});
  }
  void flush_() override {}
  std::shared_ptr<LineWriter> writer_;
};

}  // namespace

// spdlog's bounded queue with one writing thread; not in spdlog's registry, so that its life is ours.
class ServerLog::Queue {
 public:
  Queue(std::shared_ptr<LineWriter> writer, std::size_t lines)
      : pool_(std::make_shared<spdlog::details::thread_pool>(lines, 1)),
        logger_(std::make_shared<spdlog::async_logger>("server", std::make_shared<Sink>(std::move(writer)),
                                                       pool_,
                                                       spdlog::async_overflow_policy::overrun_oldest)) {}
  void put(const std::string& line) { logger_->log(spdlog::level::info, spdlog::string_view_t(line)); }
  std::size_t drops() { return pool_->overrun_counter(); }
  bool empty() { return pool_->queue_size() == 0; }

 private:
  std::shared_ptr<spdlog::details::thread_pool> pool_;
  std::shared_ptr<spdlog::async_logger> logger_;
};

std::shared_ptr<LineWriter> standard_error_writer() { return std::make_shared<StandardErrorWriter>(); }

ServerLog::ServerLog(LineOf line_of, std::shared_ptr<LineWriter> writer, std::size_t queue_lines)
    : line_of_(std::move(line_of)), queue_(std::make_shared<Queue>(std::move(writer), queue_lines)) {}

ServerLog::~ServerLog() {
  put_pending(clients_);
  if (queue_->drops() > drops_logged_)
    queue_->put(line_of_(LogLinesDropped{queue_->drops() - drops_logged_}));
  // The pool's destructor waits for its thread, and that may hang in write() for ever; so a waiter does it,
  // and is left behind with the queue if it takes too long. The process ends soon after.
  auto done = std::make_shared<std::promise<void>>();
  auto finished = done->get_future();
  try {
    std::thread([queue = std::exchange(queue_, nullptr), done]() mutable {
      queue.reset();
      done->set_value();
    }).detach();
  } catch (const std::system_error&) {
    return;  // no thread is left: the queue went with the waiter that never was, and this thread has waited
  }
  finished.wait_for(kLogFlushTimeout);
}

void ServerLog::put(const ServerEvent& event) {
  queue_->put(line_of_(event));
  // Logged once a line got through without loss: a note that is put while lines are being dropped would only
  // cost another line.
  const std::size_t drops = queue_->drops();
  if (drops == drops_seen_ && drops > drops_logged_) {
    queue_->put(line_of_(LogLinesDropped{drops - drops_logged_}));
    drops_logged_ = drops;
  }
  drops_seen_ = drops;
}

template <class Event>
void ServerLog::put_pending(Pending<Event>& pending) {
  if (pending.event) put(*std::exchange(pending.event, std::nullopt));
}

template <class Event>
void ServerLog::put_limited(Pending<Event>& pending, const Event& event, std::uint64_t Event::* count) {
  Event merged = event;
  if (pending.event) merged.*count += *pending.event.*count;
  pending.event = merged;
  if (pending.logged_at && event.when - *pending.logged_at < kRefusalLineEvery) return;
  pending.logged_at = event.when;
  put_pending(pending);
}

void ServerLog::on_event(const ServerEvent& event) {
  const std::lock_guard lock(mutex_);
  if (const auto* client = std::get_if<ClientRefused>(&event)) {
    put_limited(clients_, *client, &ClientRefused::clients);
    return;
  }
  if (const auto* datagram = std::get_if<DatagramRefused>(&event)) {
    put_limited(datagrams_, *datagram, &DatagramRefused::datagrams);
    return;
  }
  if (std::holds_alternative<ServerStopped>(event)) put_pending(clients_);
  if (std::holds_alternative<UdpStopped>(event)) put_pending(datagrams_);
  put(event);
}

}  // namespace sounder
