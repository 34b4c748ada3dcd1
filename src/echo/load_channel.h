// One connection of a load run, as bytes: everything that is sent or received goes through here, and nothing
// else knows the socket. Blocks only where asked to, buffers nothing. One thread.
#pragma once

#include <cstddef>
#include <expected>
#include <span>

#include "base/fd.h"
#include "net/socket.h"

namespace sounder {

class LoadChannel {
 public:
  LoadChannel() = default;
  explicit LoadChannel(Fd fd) : fd_(std::move(fd)) {}

  int fd() const { return fd_.get(); }
  explicit operator bool() const { return static_cast<bool>(fd_); }

  // How many of the bytes were taken; EAGAIN when none, and epoll tells when more are. `more`: others follow
  // at once.
  std::expected<std::size_t, Errno> send(std::span<const std::byte> bytes, bool more) const;
  // How many bytes came; 0 is the peer's end; EAGAIN when there are none now.
  std::expected<std::size_t, Errno> receive(std::span<std::byte> room) const;
  // The same, but waits for bytes for as long as allow_waiting() said; EAGAIN when none came.
  std::expected<std::size_t, Errno> wait_and_receive(std::span<std::byte> room) const;
  void allow_waiting(Duration longest) const;
  // Nothing more is sent: the peer sees an end after what was.
  void end() const;
  // Closes; what is under way in either direction is thrown away.
  void cut();
  void close() { fd_.close(); }

 private:
  std::expected<std::size_t, Errno> receive(std::span<std::byte> room, int flags) const;

  Fd fd_;
};

}  // namespace sounder
