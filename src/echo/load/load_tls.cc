#include "echo/load/load_tls.h"

#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <utility>

#include "base/text.h"
#include "echo/limits.h"

namespace sounder {

Errno LoadTls::handshake(int fd) {
  for (;;) {
    const bool failed = stream_.handshake().what == TlsStream::Read::kBroken;
    const Errno left = flush(fd);  // also the alert that tells the server why
    if (failed) return EPROTO;
    if (left != 0) return left;
    if (stream_.established()) return 0;
    const std::size_t fed = feed(fd, MSG_DONTWAIT);
    if (broken_ != 0) return broken_;
    if (fed == 0 && !network_ended_) return EAGAIN;
    if (network_ended_) stream_.feed_end();
  }
}

std::string LoadTls::no_answer() const { return stream_.handshake_failure(tr("no answer")); }

Errno LoadTls::flush(int fd, bool more) {
  while (unsent()) {
    const auto out = stream_.outgoing();
    const auto sent = ::send(fd, out.data(), out.size(), MSG_DONTWAIT | MSG_NOSIGNAL | (more ? MSG_MORE : 0));
    if (sent < 0 && errno == EINTR) continue;
    if (sent < 0) return errno;
    stream_.on_sent(static_cast<std::size_t>(sent));
  }
  if (std::exchange(ending_, false)) ::shutdown(fd, SHUT_WR);
  return 0;
}

std::expected<std::size_t, Errno> LoadTls::send(int fd, std::span<const std::byte> plain, bool more) {
  if (const Errno left = flush(fd); left != 0) return std::unexpected(left);
  stream_.write(plain);
  if (const Errno left = flush(fd, more); left != 0 && left != EAGAIN) return std::unexpected(left);
  return plain.size();
}

std::size_t LoadTls::feed(int fd, int flags) {
  std::array<std::byte, kPumpBufferBytes> wire;  // not initialised: filled before it is read
  ssize_t got = 0;
  do got = ::recv(fd, wire.data(), wire.size(), flags);
  while (got < 0 && errno == EINTR);
  network_ended_ = got == 0;
  if (got < 0 && errno != EAGAIN) broken_ = errno;
  if (got <= 0) return 0;
  stream_.feed(std::span(wire).first(static_cast<std::size_t>(got)));
  return static_cast<std::size_t>(got);
}

std::size_t LoadTls::decrypt(std::span<std::byte> room) {
  std::size_t count = 0;
  while (count < room.size() && !ended_ && broken_ != EPROTO) {
    const auto got = stream_.read(room.subspan(count));
    if (got.what == TlsStream::Read::kNothing) break;
    count += got.bytes;
    ended_ = got.what == TlsStream::Read::kEnd;
    if (got.what == TlsStream::Read::kBroken) broken_ = EPROTO;
  }
  holds_more_ = count == room.size() || ended_ || network_ended_ || broken_ != 0;
  return count;
}

std::expected<std::size_t, Errno> LoadTls::result(std::size_t count) const {
  if (count > 0) return count;
  if (broken_ != 0) return std::unexpected(broken_);
  if (ended_ || network_ended_) return 0;
  return std::unexpected(EAGAIN);
}

std::expected<std::size_t, Errno> LoadTls::receive(int fd, std::span<std::byte> room) {
  std::size_t count = decrypt(room);
  while (!holds_more_) {
    const std::size_t fed = feed(fd, MSG_DONTWAIT);
    count += decrypt(room.subspan(count));
    if (fed < kPumpBufferBytes) break;  // as in LoadWorker: the next byte is a new edge
  }
  return result(count);
}

std::expected<std::size_t, Errno> LoadTls::wait_and_receive(int fd, std::span<std::byte> room) {
  std::size_t count = decrypt(room);
  if (count == 0 && !holds_more_) {
    feed(fd, 0);
    count = decrypt(room);
  }
  return result(count);
}

void LoadTls::end(int fd) {
  stream_.end();
  ending_ = true;
  static_cast<void>(flush(fd));  // a reset that is found here is found by receive() too
}

}  // namespace sounder
