#include "cli/connect/terminal_client.h"

#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>

#include "base/limits.h"
#include "base/text.h"
#include "echo/connect/pump.h"

namespace sounder {

TerminalClient::TerminalClient(Fd socket, int stop_fd, ModeSignals& signals, Duration patience)
    : socket_(std::move(socket)),
      stop_fd_(stop_fd),
      signals_(signals),
      patience_(patience),
      echo_(tr("Echo: ")),
      editor_("> ", signals, [this] { return wait_for_key(); }) {}

Result<void> TerminalClient::run() {
  while (!server_closed_ && !interrupted_) {
    auto line = editor_.read_line();
    if (!line) break;
    if (pending_.size() + line->size() >= kMostTypedBytes) {
      editor_.show_above(std::string(tr("The server accepts no data: this line was not sent.")) + '\n');
      continue;
    }
    pending_ += *line + '\n';
    typed_ += line->size() + 1;
    send_pending();
  }
  signals_.end();
  std::fputs("\n", stdout);  // away from the prompt
  if (!server_closed_ && !interrupted_) wait_for_end();
  editor_.show_above(echo_.finish());
  if (interrupted_) return std::unexpected(Error{Fault::kInterrupted, tr("interrupted")});
  if (received_ < typed_) return peer_failed(owed_message(typed_ - received_));
  return {};
}

bool TerminalClient::wait_for_key() {
  for (;;) {
    const auto wanted = static_cast<short>(POLLIN | (pending_.empty() ? 0 : POLLOUT));
    const int keys = editor_.key_fd();
    pollfd polled[] = {
        {stop_fd_, POLLIN, 0}, {socket_.get(), wanted, 0}, {keys, POLLIN, 0}, {signals_.fd(), POLLIN, 0}};
    // Nothing tells that the process has come to the foreground.
    if (::poll(polled, std::size(polled), keys < 0 ? poll_timeout_ms(kProgressEvery) : -1) < 0)
      continue;  // EINTR
    interrupted_ = polled[0].revents != 0;
    if (interrupted_ || !serve_socket(polled[1].revents)) return false;
    if (polled[3].revents != 0) editor_.obey_signal();
    if (polled[2].revents != 0) return true;
  }
}

// After Ctrl-D: sends what was typed and waits for what has not come back.
void TerminalClient::wait_for_end() {
  const Instant deadline = clock_now() + patience_;
  bool shut_down = false;
  while (!server_closed_ && !interrupted_ && clock_now() < deadline) {
    if (pending_.empty() && !shut_down) {
      ::shutdown(socket_.get(), SHUT_WR);
      shut_down = true;
    }
    const auto wanted = static_cast<short>(POLLIN | (pending_.empty() ? 0 : POLLOUT));
    pollfd polled[] = {{stop_fd_, POLLIN, 0}, {socket_.get(), wanted, 0}};
    if (::poll(polled, 2, poll_timeout_ms(deadline - clock_now())) <= 0) continue;
    interrupted_ = polled[0].revents != 0;
    if (!receive()) return;
    send_pending();
  }
}

// False once the server has closed.
bool TerminalClient::serve_socket(short events) {
  if ((events & POLLOUT) != 0) send_pending();
  if ((events & (POLLIN | POLLHUP | POLLERR)) == 0 || receive()) return true;
  editor_.show_above(echo_.finish() + tr("The server closed the connection.") + '\n');
  return false;
}

void TerminalClient::send_pending() {
  while (!pending_.empty()) {
    const auto sent = ::send(socket_.get(), pending_.data(), pending_.size(), MSG_NOSIGNAL);
    if (sent < 0) return;  // EAGAIN: poll says when; anything else: the next receive() finds the end
    pending_.erase(0, static_cast<std::size_t>(sent));
  }
}

// Shows what came; false at the end of the connection.
bool TerminalClient::receive() {
  std::byte buffer[16 * 1024];
  const auto got = ::recv(socket_.get(), buffer, sizeof buffer, 0);
  if (got < 0 && (errno == EAGAIN || errno == EINTR)) return true;
  if (got <= 0) {
    server_closed_ = true;
    return false;
  }
  received_ += static_cast<std::uint64_t>(got);
  const std::string lines = echo_.take(std::span(buffer, static_cast<std::size_t>(got)));
  if (!lines.empty()) editor_.show_above(lines);
  return true;
}

}  // namespace sounder
