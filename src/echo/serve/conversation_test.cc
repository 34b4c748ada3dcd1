#include "echo/serve/conversation.h"

#include <gtest/gtest.h>

#include <array>

#include "echo/serve/limits.h"
#include "tests/support/test_certificate.h"

namespace sounder {
namespace {

using namespace std::chrono_literals;
using Next = Conversation::Next;

constexpr SessionLimits kLimits{.buffer_bytes = 1000,
                                .idle_timeout = 60s,
                                .stall_timeout = 10s,
                                .linger_timeout = 1s,
                                .linger_bytes = 5000};
const Instant kStart{};

std::span<const std::byte> bytes_of(std::string_view text) { return std::as_bytes(std::span(text)); }
std::string text_of(std::span<const std::byte> bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

TEST(Conversation, PlainBytesAreOwedFromWhereTheyCameAndNotCopied) {
  Conversation talk(kLimits, kStart);
  const std::string_view said = "hello";
  talk.on_received(kStart, bytes_of(said));
  EXPECT_TRUE(talk.borrows());
  EXPECT_EQ(static_cast<const void*>(talk.owed().data()), said.data());
  const auto through = talk.on_sent(kStart + 3ms, 5);
  EXPECT_EQ(through.bytes, 5);
  EXPECT_EQ(through.owed_for, 3ms);
  EXPECT_FALSE(talk.borrows());
  EXPECT_EQ(talk.next(), Next::kRead);
}

TEST(Conversation, WhatIsKeptOutlivesWhereItCameFrom) {
  Conversation talk(kLimits, kStart);
  {
    std::string said = "hello";
    talk.on_received(kStart, bytes_of(said));
    EXPECT_EQ(talk.on_sent(kStart, 2).owed_for, std::nullopt);
    talk.keep();
    said.assign(5, '!');
  }
  EXPECT_FALSE(talk.borrows());
  EXPECT_EQ(text_of(talk.owed()), "llo");
  talk.on_sent(kStart, 3);
  EXPECT_EQ(talk.next(), Next::kRead);
}

// A client on the other side of a conversation through TLS.
class OverTls : public testing::Test {
 protected:
  OverTls() : client_(std::move(*TlsClient::make({.insecure = true}))->stream("localhost")) {
    const auto files = test::make_certificate("localhost");
    server_ = std::move(*TlsServer::load(files.certificate, files.key));
    talk_.emplace(kLimits, kStart, server_->stream());
  }
  // Everything that either side has for the other; what the client reads.
  std::string carry(Instant now = kStart) {
    std::string heard;
    for (bool moved = true; moved;) {
      moved = !client_.outgoing().empty() || talk_->next() == Next::kWrite;
      if (!client_.outgoing().empty()) {
        if (talk_->next() == Next::kRead) talk_->on_received(now, client_.outgoing());
        client_.on_sent(client_.outgoing().size());
      }
      while (talk_->next() == Next::kWrite) {
        const auto owed = talk_->owed();
        client_.feed(owed);
        talk_->on_sent(now, owed.size());
      }
      heard += read();
    }
    return heard;
  }
  std::string read() {
    std::string heard;
    std::array<std::byte, 5000> room;
    for (;;) {
      const auto got = client_.read(room);
      client_saw_end_ = got.what == TlsStream::Read::kEnd;
      if (got.what != TlsStream::Read::kBytes) return heard;
      heard += text_of(std::span(room).first(got.bytes));
    }
  }

  std::unique_ptr<TlsServer> server_;
  TlsStream client_;
  std::optional<Conversation> talk_;
  bool client_saw_end_ = false;
};

TEST_F(OverTls, ComesBackByteForByteThroughABufferSmallerThanARecord) {
  carry();
  ASSERT_TRUE(client_.established());
  std::string said;
  for (int i = 0; i < 7000; ++i) said += static_cast<char>('a' + i % 23);
  client_.write(bytes_of(said));
  EXPECT_EQ(carry(), said);
  EXPECT_FALSE(talk_->borrows());
}

TEST_F(OverTls, AHalfCloseIsAnsweredWithAllThatIsOwedAndThenAnEnd) {
  carry();
  client_.write(bytes_of("last words"));
  client_.end();
  EXPECT_EQ(carry(), "last words");
  EXPECT_TRUE(client_saw_end_);
  EXPECT_EQ(talk_->next(), Next::kShutDownWrite);
  talk_->on_shut_down(kStart);
  EXPECT_EQ(talk_->next(), Next::kClose);
  EXPECT_EQ(talk_->served().ending, Ending::kClientClosed);
  EXPECT_EQ(talk_->served().echoed_bytes, 10) << "plain bytes are counted";
}

TEST_F(OverTls, AnIdleClientGetsAnOrderlyEnd) {
  carry();
  EXPECT_EQ(talk_->deadline(), kStart + 60s);
  talk_->on_time(kStart + 60s);
  carry(kStart + 60s);
  EXPECT_TRUE(client_saw_end_);
  EXPECT_EQ(talk_->next(), Next::kShutDownWrite);
}

TEST_F(OverTls, AHandshakeThatDoesNotEndIsEnded) {
  EXPECT_EQ(talk_->deadline(), kStart + kTlsHandshakeTimeout);
  const Instant late = kStart + kTlsHandshakeTimeout;
  talk_->on_time(late);
  EXPECT_EQ(talk_->next(), Next::kShutDownWrite);
  talk_->on_shut_down(late);
  EXPECT_EQ(talk_->next(), Next::kDiscard);
  // Still asking to be looked at in the past, it once kept a whole loop busy for ever: an hour of soak found
  // it.
  EXPECT_EQ(talk_->deadline(), late + 1s);
  talk_->on_end_of_input(kStart);
  EXPECT_EQ(talk_->served().ending, Ending::kTls);
}

TEST_F(OverTls, AClientThatSpeaksNoTlsIsLeftOrderly) {
  talk_->on_received(kStart, bytes_of("hello, is this an echo server?"));
  // OpenSSL sends an alert for some of what is no TLS, and none for the rest.
  while (talk_->next() == Next::kWrite) talk_->on_sent(kStart, talk_->owed().size());
  EXPECT_EQ(talk_->next(), Next::kShutDownWrite);
  talk_->on_shut_down(kStart);
  EXPECT_EQ(talk_->next(), Next::kDiscard);
  talk_->on_end_of_input(kStart);
  EXPECT_EQ(talk_->served().ending, Ending::kTls);
  EXPECT_FALSE(talk_->served().tls_error.empty());
}

TEST_F(OverTls, AClientThatDoesNotTakeOurFarewellIsCutAfterAMoment) {
  carry();
  talk_->on_time(kStart + 60s);
  EXPECT_EQ(talk_->next(), Next::kWrite);
  EXPECT_EQ(talk_->deadline(), kStart + 61s);
  talk_->on_time(kStart + 61s);
  EXPECT_EQ(talk_->next(), Next::kClose);
  EXPECT_EQ(talk_->served().ending, Ending::kIdle);
}

TEST_F(OverTls, APlainEndOfTheConnectionIsNoFarewell) {
  carry();
  talk_->on_end_of_input(kStart);
  EXPECT_EQ(talk_->served().tls_error, "unexpected eof while reading");
}

}  // namespace
}  // namespace sounder
