#include "echo/load/load_channel.h"

#include <sys/socket.h>

#include <cerrno>

namespace sounder {

std::expected<std::size_t, Errno> LoadChannel::send(std::span<const std::byte> bytes, bool more) {
  if (tls_) return tls_->send(fd_.get(), bytes, more);
  const int flags = MSG_DONTWAIT | MSG_NOSIGNAL | (more ? MSG_MORE : 0);
  ssize_t sent = 0;
  do sent = ::send(fd_.get(), bytes.data(), bytes.size(), flags);
  while (sent < 0 && errno == EINTR);
  if (sent < 0) return std::unexpected(errno);
  return static_cast<std::size_t>(sent);
}

std::expected<std::size_t, Errno> LoadChannel::receive(std::span<std::byte> room) {
  return tls_ ? tls_->receive(fd_.get(), room) : receive(room, MSG_DONTWAIT);
}

std::expected<std::size_t, Errno> LoadChannel::wait_and_receive(std::span<std::byte> room) {
  return tls_ ? tls_->wait_and_receive(fd_.get(), room) : receive(room, 0);
}

std::expected<std::size_t, Errno> LoadChannel::receive(std::span<std::byte> room, int flags) const {
  ssize_t got = 0;
  do got = ::recv(fd_.get(), room.data(), room.size(), flags);
  while (got < 0 && errno == EINTR);
  if (got < 0) return std::unexpected(errno);
  return static_cast<std::size_t>(got);
}

void LoadChannel::allow_waiting(Duration longest) const {
  set_blocking(fd_.get(), true);
  set_receive_timeout(fd_.get(), longest);
}

void LoadChannel::end() {
  if (tls_)
    tls_->end(fd_.get());
  else
    ::shutdown(fd_.get(), SHUT_WR);
}

void LoadChannel::close() {
  fd_.close();
  tls_.reset();
}

void LoadChannel::cut() {
  if (fd_) set_reset_on_close(fd_.get());
  close();
}

}  // namespace sounder
