// The byte stream of one connection of a load run, plain or through TLS. Nothing else knows the socket.
// Blocks only where asked to; plain bytes are not buffered. One thread.
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
  // `tls`: none for plain bytes; else handshake() comes before anything else.
  explicit LoadChannel(Fd fd, std::unique_ptr<LoadTls> tls = {}) : fd_(std::move(fd)), tls_(std::move(tls)) {}

  int fd() const { return fd_.get(); }
  explicit operator bool() const { return static_cast<bool>(fd_); }
  LoadTls* tls() const { return tls_.get(); }
  // As LoadTls: 0, EAGAIN, or why not.
  Errno handshake() { return tls_ ? tls_->handshake(fd_.get()) : 0; }

  // How many of the bytes were taken; EAGAIN if none, and epoll reports when more can be. `more`: others
  // follow at once.
  std::expected<std::size_t, Errno> send(std::span<const std::byte> bytes, bool more);
  // TLS only: bytes that were taken and not sent. flush() sends them: 0, EAGAIN or why not.
  bool unsent() const { return tls_ && tls_->unsent(); }
  Errno flush() { return tls_ ? tls_->flush(fd_.get()) : 0; }
  // How many bytes came; 0 is the peer's end; EAGAIN when there are none now.
  std::expected<std::size_t, Errno> receive(std::span<std::byte> room);
  // TLS only: receive() can return more although it did not fill the room. No event will report that.
  bool holds_more() const { return tls_ && tls_->holds_more(); }
  // The same, but waits for bytes for as long as allow_waiting() said; EAGAIN when none came.
  std::expected<std::size_t, Errno> wait_and_receive(std::span<std::byte> room);
  void allow_waiting(Duration longest) const;
  // Ends our side: the peer sees the end after the bytes sent so far.
  void end();
  // Closes. cut() discards bytes under way in both directions.
  void cut();
  void close();

 private:
  std::expected<std::size_t, Errno> receive(std::span<std::byte> room, int flags) const;

  Fd fd_;
  std::unique_ptr<LoadTls> tls_;
};

}  // namespace sounder
