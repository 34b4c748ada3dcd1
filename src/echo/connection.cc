#include "echo/connection.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <cerrno>
#include <cstddef>

#include "net/socket.h"

namespace sounder {
namespace {

class Connection {
 public:
  Connection(const std::stop_token& stop, int fd, const SessionLimits& limits)
      : stop_(stop), fd_(fd), limits_(limits), session_(limits, clock_now()) {
    set_no_delay(fd);
    set_unsent_limit(fd, kEchoUnsentBytes);
    set_receive_timeout(fd, limits.idle_timeout);
    set_send_timeout(fd, limits.stall_timeout);
  }

  Served run() {
    for (;;) {
      switch (session_.next()) {
        case Session::Next::kRead:
          read();
          break;
        case Session::Next::kWrite:
          write();
          break;
        case Session::Next::kShutDownWrite:
          shut_down();
          break;
        case Session::Next::kDiscard:
          discard();
          break;
        case Session::Next::kClose:
          return {session_.ending(), session_.echoed_bytes()};
      }
    }
  }

 private:
  void read() {
    const auto got = ::recv(fd_, buffer_, session_.room(), 0);
    if (got > 0) {
      owed_ = buffer_;
      session_.on_received(clock_now(), static_cast<std::size_t>(got));
    } else if (got == 0) {
      end_of_input();
    } else {
      failed(errno);
    }
  }

  void write() {
    const auto sent = ::send(fd_, owed_, session_.owed(), MSG_NOSIGNAL);
    if (sent >= 0) {
      owed_ += sent;
      session_.on_sent(clock_now(), static_cast<std::size_t>(sent));
    } else {
      failed(errno);
    }
  }

  void shut_down() {
    session_.on_shut_down(clock_now());
    // If nothing is left to read, close() sends the same FIN, and the registry does that once the place is
    // free.
    if (session_.next() == Session::Next::kClose) return;
    ::shutdown(fd_, SHUT_WR);
    set_receive_timeout(fd_, limits_.linger_timeout);
  }

  void discard() {
    const auto got = ::recv(fd_, buffer_, sizeof buffer_, 0);
    if (got > 0) session_.on_discarded(static_cast<std::size_t>(got));
    if (got == 0) end_of_input();
    if (got < 0) failed(errno);
    session_.on_time(clock_now());  // a client that sends drop by drop never lets recv time out
  }

  void end_of_input() {
    // recv returns 0 after our own shutdown(SHUT_RDWR) too, and that is no farewell of the client.
    if (stop_.stop_requested()) {
      session_.on_cut();
    } else {
      session_.on_end_of_input();
    }
  }

  void failed(Errno code) {
    if (code == EINTR) return;
    if (stop_.stop_requested()) {
      session_.on_cut();
    } else if (code == EAGAIN) {  // SO_RCVTIMEO, SO_SNDTIMEO
      session_.on_time(clock_now());
    } else {
      session_.on_reset();
    }
  }

  const std::stop_token& stop_;
  const int fd_;
  const SessionLimits& limits_;
  Session session_;
  const std::byte* owed_ = nullptr;
  std::byte buffer_[kEchoBufferBytes];  // not initialised: pages that no client fills are never touched
};

}  // namespace

Served serve_connection(const std::stop_token& stop, int fd, const SessionLimits& limits) {
  return Connection(stop, fd, limits).run();
}

}  // namespace sounder
