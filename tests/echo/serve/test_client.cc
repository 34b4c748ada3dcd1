#include "tests/echo/serve/test_client.h"

#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <random>

#include "tests/support/terminal_program.h"

namespace sounder::test {

std::vector<std::byte> random_bytes(std::uint32_t seed, std::size_t size) {
  std::mt19937 random(seed);
  std::vector<std::byte> bytes(size);
  for (std::byte& b : bytes) b = static_cast<std::byte>(random());
  return bytes;
}

TestClient::TestClient(const Endpoint& server, int receive_buffer_bytes, const TlsClient* tls) {
  auto started = start_connect(server);
  EXPECT_TRUE(started) << "connect to " << server.to_string();
  if (!started) return;
  fd_ = std::move(*started);
  pollfd p{fd_.get(), POLLOUT, 0};
  EXPECT_EQ(::poll(&p, 1, poll_timeout_ms(kPatience)), 1);
  EXPECT_EQ(socket_error(fd_.get()), 0) << "connect to " << server.to_string();
  if (receive_buffer_bytes > 0)
    ::setsockopt(fd_.get(), SOL_SOCKET, SO_RCVBUF, &receive_buffer_bytes, sizeof receive_buffer_bytes);
  if (tls != nullptr) {
    set_no_delay(fd_.get());
    bridge_ = std::make_unique<TlsBridge>(std::move(fd_), tls->stream("localhost"));
    fd_ = bridge_->take_plain();
    bridge_->start();
  }
  set_blocking(fd_.get(), true);
  set_receive_timeout(fd_.get(), kPatience);
  set_send_timeout(fd_.get(), kPatience);
}

void TestClient::send(std::span<const std::byte> bytes) const {
  while (!bytes.empty()) {
    const auto sent = ::send(fd_.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent < 0 && errno == EINTR) continue;  // with SO_SNDTIMEO, whatever io_uring has this thread do
    ASSERT_GT(sent, 0) << "send: errno " << errno;
    bytes = bytes.subspan(static_cast<std::size_t>(sent));
  }
}

std::size_t TestClient::send_some(std::span<const std::byte> bytes) const {
  const auto sent = ::send(fd_.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
  return sent > 0 ? static_cast<std::size_t>(sent) : 0;
}

void TestClient::half_close() const { EXPECT_EQ(::shutdown(fd_.get(), SHUT_WR), 0); }

std::vector<std::byte> TestClient::receive(std::size_t size) const {
  std::vector<std::byte> bytes(size);
  std::size_t have = 0;
  while (have < size) {
    const auto got = ::recv(fd_.get(), bytes.data() + have, size - have, 0);
    if (got < 0 && errno == EINTR) continue;  // likewise
    EXPECT_GE(got, 0) << "recv: errno " << errno << " after " << have << " of " << size << " bytes";
    if (got <= 0) break;
    have += static_cast<std::size_t>(got);
  }
  bytes.resize(have);
  return bytes;
}

std::string TestClient::receive_text(std::size_t size) const {
  const auto bytes = receive(size);
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

std::string TestClient::next(Duration patience) const {
  pollfd p{fd_.get(), POLLIN, 0};
  int ready = 0;
  while ((ready = ::poll(&p, 1, poll_timeout_ms(patience))) < 0) continue;  // EINTR
  if (ready == 0) return "nothing";
  char byte = 0;
  const auto got = ::recv(fd_.get(), &byte, 1, MSG_DONTWAIT);
  if (got > 0) return "byte";
  return got == 0 ? "end" : "reset";
}

testing::AssertionResult TestClient::ended() const {
  const std::string what = next(kPatience);
  // Behind the end that TLS tells comes the connection's own.
  pollfd network{bridge_ ? bridge_->network_fd() : -1, POLLRDHUP, 0};
  if (bridge_ && ::poll(&network, 1, poll_timeout_ms(kPatience)) != 1)
    return testing::AssertionFailure() << "the TLS stream ended and its connection did not";
  if (what == "end") return testing::AssertionSuccess();
  return testing::AssertionFailure() << "expected the end, got: " << what;
}

}  // namespace sounder::test
