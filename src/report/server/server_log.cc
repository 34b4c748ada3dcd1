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

ServerLog::ServerLog(std::unique_ptr<ServerLines> lines, std::shared_ptr<LineWriter> writer,
                     std::size_t queue_lines)
    : lines_(std::move(lines)), queue_(std::make_shared<Queue>(std::move(writer), queue_lines)) {}

ServerLog::~ServerLog() {
  put_refusals();
  if (queue_->drops() > drops_told_) queue_->put(lines_->lines_dropped(queue_->drops() - drops_told_));
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

void ServerLog::put(const std::string& line) {
  queue_->put(line);
  // Told once a line got through without loss: a note that is put while lines are being lost would only cost
  // one more.
  const std::size_t drops = queue_->drops();
  if (drops == drops_seen_ && drops > drops_told_) {
    queue_->put(lines_->lines_dropped(drops - drops_told_));
    drops_told_ = drops;
  }
  drops_seen_ = drops;
}

void ServerLog::put_refusals() {
  if (refusals_.clients == 0) return;
  put(lines_->refused(std::exchange(refusals_, {})));
}

void ServerLog::put_udp_refusals() {
  if (udp_refusals_.datagrams == 0) return;
  put(lines_->udp_refused(std::exchange(udp_refusals_, {})));
}

void ServerLog::no_uring(const std::string& why) {
  const std::lock_guard lock(mutex_);
  put(lines_->no_uring(why));
}

void ServerLog::tls_reloaded(const std::string& error) {
  const std::lock_guard lock(mutex_);
  put(lines_->tls_reloaded(error));
}

void ServerLog::listening(const Endpoint& where) {
  const std::lock_guard lock(mutex_);
  put(lines_->listening(where));
}

void ServerLog::connected(const Endpoint& peer, std::size_t active) {
  const std::lock_guard lock(mutex_);
  put(lines_->connected(peer, active));
}

void ServerLog::disconnected(const Disconnected& client) {
  const std::lock_guard lock(mutex_);
  put(lines_->disconnected(client));
}

void ServerLog::refused(const Endpoint& peer, Refusal why, Instant now) {
  const std::lock_guard lock(mutex_);
  ++refusals_.clients;
  refusals_.last_peer = peer;
  refusals_.last_why = why;
  if (refusals_told_at_ && now - *refusals_told_at_ < kRefusalLineEvery) return;
  refusals_told_at_ = now;
  put_refusals();
}

void ServerLog::shortage(Errno why) {
  const std::lock_guard lock(mutex_);
  put(lines_->shortage(why));
}

void ServerLog::draining(std::size_t active, Duration at_most) {
  const std::lock_guard lock(mutex_);
  put(lines_->draining(active, at_most));
}

void ServerLog::drained(const ServerCounters& counters) {
  const std::lock_guard lock(mutex_);
  put_refusals();
  put(lines_->drained(counters));
}

void ServerLog::metrics_at(const Endpoint& where) {
  const std::lock_guard lock(mutex_);
  put(lines_->metrics_at(where));
}

void ServerLog::udp_listening(const Endpoint& where) {
  const std::lock_guard lock(mutex_);
  put(lines_->udp_listening(where));
}

void ServerLog::udp_refused(const Endpoint& source, UdpRefusal why, Instant now) {
  const std::lock_guard lock(mutex_);
  ++udp_refusals_.datagrams;
  udp_refusals_.last_source = source;
  udp_refusals_.last_why = why;
  if (udp_refusals_told_at_ && now - *udp_refusals_told_at_ < kRefusalLineEvery) return;
  udp_refusals_told_at_ = now;
  put_udp_refusals();
}

void ServerLog::udp_stopped(const UdpCounters& counters) {
  const std::lock_guard lock(mutex_);
  put_udp_refusals();
  put(lines_->udp_stopped(counters));
}

}  // namespace sounder
