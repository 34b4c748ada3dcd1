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
  Conversation conversation(kLimits, kStart);
  const std::string_view said = "hello";
  conversation.on_received(kStart, bytes_of(said));
  EXPECT_TRUE(conversation.borrows());
  EXPECT_EQ(static_cast<const void*>(conversation.owed().data()), said.data());
  const auto through = conversation.on_sent(kStart + 3ms, 5);
  EXPECT_EQ(through.bytes, 5);
  EXPECT_EQ(through.owed_for, 3ms);
  EXPECT_FALSE(conversation.borrows());
  EXPECT_EQ(conversation.next(), Next::kRead);
}

TEST(Conversation, WhatIsKeptOutlivesWhereItCameFrom) {
  Conversation conversation(kLimits, kStart);
  {
    std::string said = "hello";
    conversation.on_received(kStart, bytes_of(said));
    EXPECT_EQ(conversation.on_sent(kStart, 2).owed_for, std::nullopt);
    conversation.keep();
    said.assign(5, '!');
  }
  EXPECT_FALSE(conversation.borrows());
  EXPECT_EQ(text_of(conversation.owed()), "llo");
  conversation.on_sent(kStart, 3);
  EXPECT_EQ(conversation.next(), Next::kRead);
}

// A client on the other side of a conversation through TLS.
class OverTls : public testing::Test {
 protected:
  OverTls() : client_(std::move(*TlsClient::make({.insecure = true}))->stream("localhost")) {
    const auto files = test::make_certificate("localhost");
    server_ = std::move(*TlsServer::load(files.certificate, files.key));
    conversation_.emplace(kLimits, kStart, server_->stream());
  }
  // Everything that either side has for the other; what the client reads.
  std::string carry(Instant now = kStart) {
    std::string heard;
    for (bool moved = true; moved;) {
      moved = !client_.outgoing().empty() || conversation_->next() == Next::kWrite;
      if (!client_.outgoing().empty()) {
        if (conversation_->next() == Next::kRead) conversation_->on_received(now, client_.outgoing());
        client_.on_sent(client_.outgoing().size());
      }
      while (conversation_->next() == Next::kWrite) {
        const auto owed = conversation_->owed();
        client_.feed(owed);
        conversation_->on_sent(now, owed.size());
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
  std::optional<Conversation> conversation_;
  bool client_saw_end_ = false;
};

TEST_F(OverTls, ComesBackByteForByteThroughABufferSmallerThanARecord) {
  carry();
  ASSERT_TRUE(client_.established());
  std::string said;
  for (int i = 0; i < 7000; ++i) said += static_cast<char>('a' + i % 23);
  client_.write(bytes_of(said));
  EXPECT_EQ(carry(), said);
  EXPECT_FALSE(conversation_->borrows());
}

TEST_F(OverTls, AHalfCloseIsAnsweredWithAllThatIsOwedAndThenAnEnd) {
  carry();
  client_.write(bytes_of("last words"));
  client_.end();
  EXPECT_EQ(carry(), "last words");
  EXPECT_TRUE(client_saw_end_);
  EXPECT_EQ(conversation_->next(), Next::kShutDownWrite);
  conversation_->on_shut_down(kStart);
  EXPECT_EQ(conversation_->next(), Next::kClose);
  EXPECT_EQ(conversation_->served().ending, Ending::kClientClosed);
  EXPECT_EQ(conversation_->served().echoed_bytes, 10) << "plain bytes are counted";
}

TEST_F(OverTls, AnIdleClientGetsAnOrderlyEnd) {
  carry();
  EXPECT_EQ(conversation_->deadline(), kStart + 60s);
  conversation_->on_time(kStart + 60s);
  carry(kStart + 60s);
  EXPECT_TRUE(client_saw_end_);
  EXPECT_EQ(conversation_->next(), Next::kShutDownWrite);
}

TEST_F(OverTls, AHandshakeThatDoesNotEndIsEnded) {
  EXPECT_EQ(conversation_->deadline(), kStart + kTlsHandshakeTimeout);
  const Instant late = kStart + kTlsHandshakeTimeout;
  conversation_->on_time(late);
  EXPECT_EQ(conversation_->next(), Next::kShutDownWrite);
  conversation_->on_shut_down(late);
  EXPECT_EQ(conversation_->next(), Next::kDiscard);
  // Still asking to be looked at in the past, it once kept a whole loop busy for ever: an hour of soak found
  // it.
  EXPECT_EQ(conversation_->deadline(), late + 1s);
  conversation_->on_end_of_input(kStart);
  EXPECT_EQ(conversation_->served().ending, Ending::kTls);
}

TEST_F(OverTls, AClientThatSpeaksNoTlsIsLeftOrderly) {
  conversation_->on_received(kStart, bytes_of("hello, is this an echo server?"));
  // OpenSSL sends an alert for some of what is no TLS, and none for the rest.
  while (conversation_->next() == Next::kWrite) conversation_->on_sent(kStart, conversation_->owed().size());
  EXPECT_EQ(conversation_->next(), Next::kShutDownWrite);
  conversation_->on_shut_down(kStart);
  EXPECT_EQ(conversation_->next(), Next::kDiscard);
  conversation_->on_end_of_input(kStart);
  EXPECT_EQ(conversation_->served().ending, Ending::kTls);
  EXPECT_FALSE(conversation_->served().tls_error.empty());
}

TEST_F(OverTls, AClientThatDoesNotTakeOurFarewellIsCutAfterAMoment) {
  carry();
  conversation_->on_time(kStart + 60s);
  EXPECT_EQ(conversation_->next(), Next::kWrite);
  EXPECT_EQ(conversation_->deadline(), kStart + 61s);
  conversation_->on_time(kStart + 61s);
  EXPECT_EQ(conversation_->next(), Next::kClose);
  EXPECT_EQ(conversation_->served().ending, Ending::kIdle);
}

// Health checks of load balancers do so every few seconds.
TEST_F(OverTls, AnEndBeforeAnyByteIsNoTlsFailure) {
  conversation_->on_end_of_input(kStart);
  EXPECT_EQ(conversation_->next(), Next::kShutDownWrite);
  conversation_->on_shut_down(kStart);
  EXPECT_EQ(conversation_->next(), Next::kClose);
  EXPECT_EQ(conversation_->served().ending, Ending::kClientClosed);
  EXPECT_EQ(conversation_->served().tls_error, "");
}

TEST_F(OverTls, AnEndWithoutCloseNotifyAfterTheLastEchoIsNoTlsFailure) {
  carry();
  client_.write(bytes_of("all of it"));
  EXPECT_EQ(carry(), "all of it");
  conversation_->on_end_of_input(kStart);
  carry();
  EXPECT_TRUE(client_saw_end_);
  EXPECT_EQ(conversation_->next(), Next::kShutDownWrite);
  conversation_->on_shut_down(kStart);
  EXPECT_EQ(conversation_->served().ending, Ending::kClientClosed);
  EXPECT_EQ(conversation_->served().echoed_bytes, 9);
}

TEST_F(OverTls, AnEndInTheMiddleOfAHandshakeOrOfARecordIsATlsFailure) {
  const auto hello = client_.outgoing();
  conversation_->on_received(kStart, hello.first(hello.size() / 2));
  conversation_->on_end_of_input(kStart);
  EXPECT_EQ(conversation_->served().tls_error, "unexpected eof while reading");

  conversation_.emplace(kLimits, kStart, server_->stream());
  carry();
  ASSERT_TRUE(client_.established());
  client_.write(bytes_of("the whole record"));
  for (const std::size_t cut : {std::size_t{1}, std::size_t{4}, std::size_t{10}}) {
    const auto record = client_.outgoing();
    conversation_->on_received(kStart, record.first(cut));
    client_.on_sent(cut);
  }
  conversation_->on_end_of_input(kStart);
  EXPECT_EQ(conversation_->served().ending, Ending::kTls);
  EXPECT_EQ(conversation_->served().tls_error, "unexpected eof while reading");
}

}  // namespace
}  // namespace sounder
