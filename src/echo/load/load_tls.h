// TLS of one connection of a load run: plain bytes on this side, the socket on the other. Holds received
// bytes that were not asked for yet (at most kPumpBufferBytes), and encrypted bytes that were not sent (of
// one call: nothing more is taken meanwhile). Never blocks unless asked to. One thread.
#pragma once

#include <cstddef>
#include <expected>
#include <span>
#include <string>

#include "net/socket.h"
#include "net/tls.h"

namespace sounder {

class LoadTls {
 public:
  explicit LoadTls(TlsStream stream) : stream_(std::move(stream)) {}

  // Continues the handshake: 0 when it is complete, EAGAIN when it waits for the network, EPROTO when it
  // failed (failure() says why), or an error of the network.
  Errno handshake(int fd);
  std::string failure() const { return stream_.handshake_failure(stream_.error()); }
  bool distrusts() const { return stream_.distrusts(); }
  std::string no_answer() const;  // failure() of a server that sends nothing

  // As in LoadChannel. What was taken counts as sent; what of it is left over goes out with flush().
  std::expected<std::size_t, Errno> send(int fd, std::span<const std::byte> plain, bool more);
  bool unsent() const { return !stream_.outgoing().empty(); }
  // 0 when nothing is left over, EAGAIN when the network takes no more now.
  Errno flush(int fd, bool more = false);
  // Fills the room as far as the network goes, so that fewer bytes are all there were, unless holds_more().
  // An end without close_notify is an end too: missing answers are counted as such.
  std::expected<std::size_t, Errno> receive(int fd, std::span<std::byte> room);
  // The same, but waits for the network, once, when nothing is held.
  std::expected<std::size_t, Errno> wait_and_receive(int fd, std::span<std::byte> room);
  // The next receive() returns bytes or an end that no event will report.
  bool holds_more() const { return holds_more_; }
  // Sends close_notify, then ends our side.
  void end(int fd);

 private:
  // How much one recv(2) brought; 0 also at the end and on an error, which are remembered.
  std::size_t feed(int fd, int flags);
  std::size_t decrypt(std::span<std::byte> room);
  std::expected<std::size_t, Errno> result(std::size_t count) const;

  TlsStream stream_;
  bool holds_more_ = false;
  bool network_ended_ = false;
  bool ended_ = false;   // by close_notify
  Errno broken_ = 0;     // of the network; EPROTO: a record that is none
  bool ending_ = false;  // our end waits for what goes out before it
};

}  // namespace sounder
