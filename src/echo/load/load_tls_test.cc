#include "echo/load/load_tls.h"

#include <gtest/gtest.h>
#include <sys/socket.h>

#include <cerrno>
#include <vector>

#include "base/fd.h"
#include "echo/limits.h"
#include "echo/load/limits.h"
#include "tests/support/test_certificate.h"

namespace sounder {
namespace {

// One end is the LoadTls under test, the other a server's TlsStream that the test moves by hand.
class LoadTlsTest : public testing::Test {
 protected:
  LoadTlsTest() {
    int ends[2] = {-1, -1};
    EXPECT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, ends), 0);
    near_ = Fd(ends[0]);
    far_ = Fd(ends[1]);
  }

  // What the server reads, after all that the network has for it.
  std::size_t far_reads() {
    std::vector<std::byte> room(kPumpBufferBytes);
    for (ssize_t got = 0; (got = ::recv(far_.get(), room.data(), room.size(), 0)) > 0;)
      server_.feed(std::span(room).first(static_cast<std::size_t>(got)));
    std::size_t count = 0;
    for (TlsStream::Got got; (got = server_.read(room)).bytes > 0;) count += got.bytes;
    far_flushes();
    return count;
  }
  void far_flushes() {
    const auto out = server_.outgoing();
    const auto sent = ::send(far_.get(), out.data(), out.size(), MSG_NOSIGNAL);
    if (sent > 0) server_.on_sent(static_cast<std::size_t>(sent));
  }
  void far_says(std::size_t bytes) {
    server_.write(std::vector<std::byte>(bytes, std::byte{7}));
    while (!server_.outgoing().empty()) far_flushes();
  }
  void handshake() {
    for (int i = 0; i < 4; ++i) {
      static_cast<void>(tls_.handshake(near_.get()));
      far_reads();
    }
    ASSERT_EQ(tls_.handshake(near_.get()), 0);
  }
  std::expected<std::size_t, Errno> receive(std::size_t most) {
    std::vector<std::byte> room(most);
    return tls_.receive(near_.get(), room);
  }

  const test::CertificateFiles files_ = test::make_certificate("localhost");
  const std::unique_ptr<TlsServer> accepting_ = *TlsServer::load(files_.certificate, files_.key);
  const std::unique_ptr<TlsClient> asking_ = *TlsClient::make({.insecure = true});
  Fd near_;
  Fd far_;
  TlsStream server_ = accepting_->stream();
  LoadTls tls_{asking_->stream("localhost")};
};

TEST_F(LoadTlsTest, AHandshakeWaitsForTheNetworkAndTheEndOfItIsAFailure) {
  EXPECT_EQ(tls_.handshake(near_.get()), EAGAIN);
  EXPECT_EQ(tls_.handshake(near_.get()), EAGAIN);
  // Closing over unread bytes would be a reset.
  std::vector<std::byte> room(kPumpBufferBytes);
  EXPECT_GT(::recv(far_.get(), room.data(), room.size(), 0), 0);
  far_.close();
  EXPECT_EQ(tls_.handshake(near_.get()), EPROTO);
  EXPECT_NE(tls_.failure().find("the TLS handshake failed: "), std::string::npos);
}

TEST_F(LoadTlsTest, BytesThatFoundNoRoomAreHeldAndComeFirst) {
  handshake();
  far_says(1000);
  EXPECT_EQ(receive(400), 400U);
  EXPECT_TRUE(tls_.holds_more());
  std::vector<std::byte> room(400);
  EXPECT_EQ(tls_.wait_and_receive(near_.get(), room), 400U);
  EXPECT_TRUE(tls_.holds_more());
  EXPECT_EQ(receive(400), 200U);
  EXPECT_FALSE(tls_.holds_more());
  EXPECT_EQ(receive(400), std::unexpected(EAGAIN));
}

TEST_F(LoadTlsTest, WhatANetworkThatTakesNoMoreLeavesOverIsBoundedAndGoesOutLater) {
  handshake();
  const std::vector<std::byte> piece(kLoadPieceBytes, std::byte{1});
  std::size_t taken = 0;
  for (int i = 0; i < 1000 && !tls_.unsent(); ++i) taken += tls_.send(near_.get(), piece, false).value_or(0);
  ASSERT_TRUE(tls_.unsent());
  EXPECT_EQ(tls_.send(near_.get(), piece, false), std::unexpected(EAGAIN));
  std::size_t arrived = 0;
  for (int i = 0; i < 1000 && arrived < taken; ++i) {
    arrived += far_reads();
    static_cast<void>(tls_.flush(near_.get()));
  }
  EXPECT_EQ(arrived, taken);
  EXPECT_FALSE(tls_.unsent());
}

TEST_F(LoadTlsTest, AnEndIsToldAfterTheBytesBeforeItAndWithoutAnEvent) {
  handshake();
  server_.write(std::vector<std::byte>(10));
  server_.end();
  while (!server_.outgoing().empty()) far_flushes();
  EXPECT_EQ(receive(400), 10U);
  EXPECT_TRUE(tls_.holds_more());
  EXPECT_EQ(receive(400), 0U);
  EXPECT_EQ(receive(400), 0U);
}

TEST_F(LoadTlsTest, AnEndWithoutFarewellIsAnEndToo) {
  handshake();
  far_says(10);
  far_.close();
  EXPECT_EQ(receive(400), 10U);
  EXPECT_EQ(receive(400), 0U);
}

TEST_F(LoadTlsTest, ARecordThatIsNoneIsAnErrorAfterTheBytesBeforeIt) {
  handshake();
  far_says(10);
  const std::string junk(100, 'x');
  ASSERT_EQ(::send(far_.get(), junk.data(), junk.size(), 0), std::ssize(junk));
  EXPECT_EQ(receive(400), 10U);
  EXPECT_TRUE(tls_.holds_more());
  EXPECT_EQ(receive(400), std::unexpected(EPROTO));
  EXPECT_EQ(receive(400), std::unexpected(EPROTO));
}

TEST_F(LoadTlsTest, ItsOwnEndIsAFarewellAndThenTheSocketsEnd) {
  handshake();
  tls_.end(near_.get());
  std::vector<std::byte> room(1000);
  const auto got = ::recv(far_.get(), room.data(), room.size(), 0);
  ASSERT_GT(got, 0);
  server_.feed(std::span(room).first(static_cast<std::size_t>(got)));
  EXPECT_EQ(server_.read(room).what, TlsStream::Read::kEnd);
  EXPECT_EQ(::recv(far_.get(), room.data(), room.size(), 0), 0);
}

}  // namespace
}  // namespace sounder
