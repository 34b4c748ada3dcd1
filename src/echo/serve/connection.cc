#include "echo/serve/connection.h"

#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <span>
#include <utility>

#include "echo/serve/client_socket.h"
#include "echo/serve/limits.h"
#include "net/socket.h"

namespace sounder {
namespace {

class Connection {
 public:
  Connection(const std::stop_token& stop, int fd, Duration stall_timeout, Conversation conversation,
             EchoTimes& times)
      : stop_(stop), fd_(fd), conversation_(std::move(conversation)), times_(times) {
    set_up_client(fd);
    wait_until_due();
    set_send_timeout(fd, stall_timeout);
  }

  Served run() {
    for (;;) {
      switch (conversation_.next()) {
        case Conversation::Next::kRead:
          read();
          break;
        case Conversation::Next::kWrite:
          write();
          break;
        case Conversation::Next::kShutDownWrite:
          if (shut_down(conversation_, fd_)) wait_until_due();
          break;
        case Conversation::Next::kDiscard:
          discard();
          break;
        case Conversation::Next::kClose:
          return conversation_.served();
      }
    }
  }

 private:
  void read() {
    const auto got = ::recv(fd_, buffer_, std::min(sizeof buffer_, conversation_.room()), 0);
    if (got > 0) {
      conversation_.on_received(clock_now(), std::span(buffer_).first(static_cast<std::size_t>(got)));
    } else if (got == 0) {
      end_of_input();
    } else {
      failed(errno);
    }
  }

  void write() {
    const auto owed = conversation_.owed();
    const auto sent = ::send(fd_, owed.data(), owed.size(), MSG_NOSIGNAL);
    if (sent >= 0) {
      const auto bytes = static_cast<std::size_t>(sent);
      const auto through = conversation_.on_sent(clock_now(), bytes);
      times_.on_sent(through.bytes, through.owed_for);
    } else {
      failed(errno);
    }
  }

  void discard() {
    const auto got = ::recv(fd_, buffer_, sizeof buffer_, 0);
    if (got > 0) conversation_.on_discarded(static_cast<std::size_t>(got));
    if (got == 0) end_of_input();
    if (got < 0) failed(errno);
    conversation_.on_time(clock_now());  // a client that sends drop by drop never lets recv time out
  }

  // recv returns when something is to be decided.
  void wait_until_due() {
    const auto due = conversation_.deadline();
    constexpr Duration kShort = std::chrono::milliseconds(1);  // 0 would be for ever
    set_receive_timeout(fd_, due ? std::max(*due - clock_now(), kShort) : Duration::zero());
  }

  void end_of_input() {
    // recv returns 0 after our own shutdown(SHUT_RDWR) too, and that is no farewell of the client.
    if (stop_.stop_requested()) {
      conversation_.on_cut();
    } else {
      conversation_.on_end_of_input(clock_now());
    }
  }

  void failed(Errno code) {
    if (code == EINTR) return;
    if (stop_.stop_requested()) {
      conversation_.on_cut();
    } else if (code == EAGAIN) {  // SO_RCVTIMEO, SO_SNDTIMEO
      conversation_.on_time(clock_now());
      wait_until_due();
    } else {
      conversation_.on_reset();
    }
  }

  const std::stop_token& stop_;
  const int fd_;
  Conversation conversation_;
  EchoTimes& times_;
  std::byte buffer_[kEchoBufferBytes];  // not initialised: pages that no client fills are never touched
};

}  // namespace

Served serve_connection(const std::stop_token& stop, int fd, Duration stall_timeout,
                        Conversation conversation, EchoTimes& times) {
  return Connection(stop, fd, stall_timeout, std::move(conversation), times).run();
}

}  // namespace sounder
