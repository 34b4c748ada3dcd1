#include "echo/connect/tls_bridge.h"

#include <poll.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <system_error>

#include "base/text.h"
#include "echo/limits.h"
#include "net/socket.h"
#include "net/tls.h"

namespace sounder {

TlsBridge::TlsBridge(Fd network, TlsStream stream)
    : network_(std::move(network)), stream_(std::move(stream)), room_(kPumpBufferBytes) {
  int ends[2] = {-1, -1};
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, ends) != 0)
    throw std::system_error(errno, std::generic_category(), "socketpair");
  plain_ = Fd(ends[0]);
  our_end_ = Fd(ends[1]);
}

TlsBridge::~TlsBridge() { stop_.notify(); }

std::string TlsBridge::error() const {
  const std::lock_guard lock(mutex_);
  return error_;
}

void TlsBridge::broke(const std::string& why) {
  const std::lock_guard lock(mutex_);
  if (error_.empty()) error_ = why;
}

Result<void> TlsBridge::handshake(Duration timeout, int stop_fd) {
  const Instant deadline = clock_now() + timeout;
  while (!stream_.established() || !stream_.outgoing().empty()) {
    const auto wanted =
        static_cast<short>((stream_.established() ? 0 : POLLIN) | (stream_.outgoing().empty() ? 0 : POLLOUT));
    std::array<pollfd, 2> polled{{{stop_fd, POLLIN, 0}, {network_.get(), wanted, 0}}};
    ::poll(polled.data(), polled.size(), poll_timeout_ms(deadline - clock_now()));
    if (polled[0].revents != 0) return std::unexpected(Error{Fault::kInterrupted, tr("interrupted")});
    if ((polled[1].revents & POLLOUT) != 0) to_network();
    if (!stream_.established() && (polled[1].revents & (POLLIN | POLLHUP | POLLERR)) != 0) from_network();
    if (ended_down_ && !stream_.established()) {
      to_network();  // the alert that says why
      return peer_failed(stream_.handshake_failure(error()));
    }
    if (clock_now() >= deadline) return peer_failed(tr("the TLS handshake failed: no answer"));
  }
  return {};
}

void TlsBridge::start() {
  thread_ = std::jthread([this] { run(); });
}

void TlsBridge::run() {
  while (step()) continue;
  // Closing over bytes that nobody read would be a reset to the user, as on any socket.
  ::shutdown(our_end_.get(), SHUT_RDWR);
  while (::recv(our_end_.get(), room_.data(), room_.size(), 0) > 0) continue;
  our_end_.close();
  if (ended_down_) ::shutdown(network_.get(), SHUT_WR);
}

bool TlsBridge::step() {
  const bool down_waits = down_done_ < down_.size();
  const bool up_waits = !stream_.outgoing().empty();
  if (ended_down_ && !down_waits && !up_waits) return false;
  const auto network_events = static_cast<short>((network_open_ && !down_waits && !ended_down_ ? POLLIN : 0) |
                                                 (up_waits ? POLLOUT : 0));
  const auto plain_events = static_cast<short>(
      (plain_open_ && !up_waits && stream_.established() ? POLLIN : 0) | (down_waits ? POLLOUT : 0));
  // Left out while nothing is wanted of it: POLLHUP cannot be masked and would wake us for nothing.
  std::array<pollfd, 3> polled{{{stop_.fd(), POLLIN, 0},
                                {network_events != 0 ? network_.get() : -1, network_events, 0},
                                {plain_events != 0 ? our_end_.get() : -1, plain_events, 0}}};
  if (::poll(polled.data(), polled.size(), -1) < 0) return true;  // EINTR
  if (polled[0].revents != 0) return false;
  if (polled[1].revents != 0 && up_waits) to_network();
  if (polled[1].revents != 0 && (network_events & POLLIN) != 0) from_network();
  if (polled[2].revents != 0 && down_waits) to_plain();
  if (polled[2].revents != 0 && (plain_events & POLLIN) != 0) from_plain();
  return true;
}

void TlsBridge::from_network() {
  const auto got = ::recv(network_.get(), room_.data(), room_.size(), 0);
  if (got < 0 && (errno == EAGAIN || errno == EINTR)) return;
  if (got > 0) {
    stream_.feed(std::span(room_).first(static_cast<std::size_t>(got)));
  } else {
    if (got < 0) broke(describe_errno(errno));
    network_open_ = false;
    stream_.feed_end();
  }
  decrypt();
}

// One record at a time: the next one when this one is handed over.
void TlsBridge::decrypt() {
  down_.resize(kTlsRecordBytes);
  down_done_ = 0;
  const auto got = stream_.read(down_);
  down_.resize(got.bytes);
  if (got.what == TlsStream::Read::kBroken) broke(stream_.error());
  if (got.what == TlsStream::Read::kEnd || got.what == TlsStream::Read::kBroken) ended_down_ = true;
}

void TlsBridge::to_plain() {
  const auto left = std::span(down_).subspan(down_done_);
  const auto sent = ::send(our_end_.get(), left.data(), left.size(), MSG_NOSIGNAL);
  if (sent < 0 && (errno == EAGAIN || errno == EINTR)) return;
  if (sent < 0) {  // the user has gone
    down_.clear();
    ended_down_ = true;
    return;
  }
  down_done_ += static_cast<std::size_t>(sent);
  if (down_done_ == down_.size()) decrypt();
}

void TlsBridge::from_plain() {
  const auto got = ::recv(our_end_.get(), room_.data(), room_.size(), 0);
  if (got < 0 && (errno == EAGAIN || errno == EINTR)) return;
  if (got > 0) {
    stream_.write(std::span(room_).first(static_cast<std::size_t>(got)));
  } else {
    plain_open_ = false;
    stream_.end();
  }
}

void TlsBridge::to_network() {
  while (!stream_.outgoing().empty()) {
    const auto out = stream_.outgoing();
    const auto sent = ::send(network_.get(), out.data(), out.size(), MSG_NOSIGNAL);
    if (sent < 0 && errno == EINTR) continue;
    if (sent < 0 && errno == EAGAIN) return;
    if (sent < 0) {
      // What the other side sent before is still read; its end then says what is missing. Is it still there
      // (ENOBUFS), it is told to end.
      if (errno != EPIPE && errno != ECONNRESET) {
        broke(describe_errno(errno));
        ::shutdown(network_.get(), SHUT_WR);
      }
      stream_.on_sent(out.size());
      plain_open_ = false;
      continue;
    }
    stream_.on_sent(static_cast<std::size_t>(sent));
  }
}

}  // namespace sounder
