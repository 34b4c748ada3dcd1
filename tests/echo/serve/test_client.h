// A client for tests: a blocking socket with patience, so that a wrong server fails a test and never hangs
// it.
#pragma once

#include <gtest/gtest.h>

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/fd.h"
#include "echo/connect/tls_bridge.h"
#include "net/address.h"
#include "net/socket.h"

namespace sounder::test {

// Reproducible bytes: the same `seed` and `size` give the same bytes.
std::vector<std::byte> random_bytes(std::uint32_t seed, std::size_t size);

class TestClient {
 public:
  // With `tls` through TLS; the handshake is then under way when this returns.
  explicit TestClient(const Endpoint& server, int receive_buffer_bytes = 0, const TlsClient* tls = nullptr);
  void send(std::span<const std::byte> bytes) const;
  void send(std::string_view bytes) const { send(std::as_bytes(std::span(bytes))); }
  // Sends as much as the kernel takes now; 0 when it takes none.
  std::size_t send_some(std::span<const std::byte> bytes) const;
  void half_close() const;
  // Up to `size` bytes; fewer if the server ends before. Fails the test on a reset or when patience runs out.
  std::vector<std::byte> receive(std::size_t size) const;
  std::string receive_text(std::size_t size) const;
  // What the next recv() says: "byte", "end", "reset" or "nothing" within `patience`.
  std::string next(Duration patience) const;
  testing::AssertionResult ended() const;  // an orderly end follows, no reset and no byte
  void reset() {
    set_reset_on_close(bridge_ ? bridge_->network_fd() : fd_.get());
    bridge_.reset();
    fd_.close();
  }
  void close() {
    fd_.close();
    bridge_.reset();
  }
  int fd() const { return fd_.get(); }

 private:
  Fd fd_;
  std::unique_ptr<TlsBridge> bridge_;
};

}  // namespace sounder::test
