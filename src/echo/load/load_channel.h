// One connection of a load run, as bytes: everything that is sent or received goes through here, and nothing
// else knows the socket, or whether the bytes go through TLS. Blocks only where asked to; plain bytes are not
// buffered. One thread.
#pragma once

#include <cstddef>
#include <expected>
#include <memory>
#include <span>

#include "base/fd.h"
#include "echo/load/load_tls.h"
#include "net/socket.h"

namespace sounder {

class LoadChannel {
 public:
  LoadChannel() = default;
  // `tls`: none for plain bytes; else shake_hands() comes before anything else.
  explicit LoadChannel(Fd fd, std::unique_ptr<LoadTls> tls = {}) : fd_(std::move(fd)), tls_(std::move(tls)) {}

  int fd() const { return fd_.get(); }
  explicit operator bool() const { return static_cast<bool>(fd_); }
  LoadTls* tls() const { return tls_.get(); }
  // As LoadTls: 0, EAGAIN, or why not.
  Errno shake_hands() { return tls_ ? tls_->shake_hands(fd_.get()) : 0; }

  // How many of the bytes were taken; EAGAIN when none, and epoll tells when more are. `more`: others follow
  // at once.
  std::expected<std::size_t, Errno> send(std::span<const std::byte> bytes, bool more);
  // Bytes that were taken and wait to go out, and what sends them: 0, EAGAIN or why not. TLS only.
  bool unsent() const { return tls_ && tls_->unsent(); }
  Errno flush() { return tls_ ? tls_->flush(fd_.get()) : 0; }
  // How many bytes came; 0 is the peer's end; EAGAIN when there are none now.
  std::expected<std::size_t, Errno> receive(std::span<std::byte> room);
  // Fewer bytes than there was room for were not all: no event tells of the rest. TLS only.
  bool holds_more() const { return tls_ && tls_->holds_more(); }
  // The same, but waits for bytes for as long as allow_waiting() said; EAGAIN when none came.
  std::expected<std::size_t, Errno> wait_and_receive(std::span<std::byte> room);
  void allow_waiting(Duration longest) const;
  // Nothing more is sent: the peer sees an end after what was.
  void end();
  // Closes; what is under way in either direction is thrown away.
  void cut();
  void close();

 private:
  std::expected<std::size_t, Errno> receive(std::span<std::byte> room, int flags) const;

  Fd fd_;
  std::unique_ptr<LoadTls> tls_;
};

}  // namespace sounder
