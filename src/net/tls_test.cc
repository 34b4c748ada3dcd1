#include "net/tls.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <vector>

#include "tests/support/test_certificate.h"

namespace sounder {
namespace {

using test::make_certificate;
using testing::HasSubstr;

std::span<const std::byte> bytes_of(std::string_view text) { return std::as_bytes(std::span(text)); }

// What `to` can read, after all that `from` has to say has reached it.
struct Heard {
  std::string text;
  TlsStream::Read last = TlsStream::Read::kNothing;
};
Heard carry(TlsStream& from, TlsStream& to, std::size_t portion = 100'000) {
  while (!from.outgoing().empty()) {
    const auto some = from.outgoing().first(std::min(portion, from.outgoing().size()));
    to.feed(some);
    from.on_sent(some.size());
  }
  Heard heard;
  std::array<std::byte, 1000> room;
  for (;;) {
    const auto got = to.read(room);
    heard.last = got.what;
    if (got.what != TlsStream::Read::kBytes) return heard;
    heard.text.append(reinterpret_cast<const char*>(room.data()), got.bytes);
  }
}

struct Pair {
  explicit Pair(const std::string& host = "localhost", const TlsTrust& trust = {.insecure = true})
      : files(make_certificate("localhost")), server(*TlsServer::load(files.certificate, files.key)) {
    TlsTrust trusting = trust;
    if (trusting.ca_file == "own") trusting.ca_file = files.certificate;
    client = std::move(*TlsClient::make(trusting));
    near.emplace(client->stream(host));
    far.emplace(server->stream());
  }
  void shake_hands() {
    for (int i = 0; i < 4; ++i) {
      carry(*near, *far);
      carry(*far, *near);
    }
  }
  test::CertificateFiles files;
  std::unique_ptr<TlsServer> server;
  std::unique_ptr<TlsClient> client;
  std::optional<TlsStream> near;
  std::optional<TlsStream> far;
};

TEST(Tls, BytesArriveBothWaysWhateverPiecesTheNetworkMakesOfThem) {
  Pair pair;
  pair.shake_hands();
  ASSERT_TRUE(pair.near->established() && pair.far->established());
  EXPECT_THAT(pair.near->describe(), HasSubstr("TLSv1.3"));
  const std::string long_text(50'000, 'x');
  pair.near->write(bytes_of(long_text));
  EXPECT_EQ(carry(*pair.near, *pair.far, 7).text, long_text);
  pair.far->write(bytes_of("back"));
  EXPECT_EQ(carry(*pair.far, *pair.near, 1).text, "back");
}

TEST(Tls, OneSidesEndLeavesTheOtherDirectionOpen) {
  Pair pair;
  pair.shake_hands();
  pair.near->write(bytes_of("last words"));
  pair.near->end();
  const Heard heard = carry(*pair.near, *pair.far);
  EXPECT_EQ(heard.text, "last words");
  EXPECT_EQ(heard.last, TlsStream::Read::kEnd);
  pair.far->write(bytes_of("still here"));
  pair.far->end();
  const Heard back = carry(*pair.far, *pair.near);
  EXPECT_EQ(back.text, "still here");
  EXPECT_EQ(back.last, TlsStream::Read::kEnd);
}

TEST(Tls, AnEndWithoutFarewellIsNoEnd) {
  Pair pair;
  pair.shake_hands();
  pair.far->feed_end();
  std::byte room{};
  EXPECT_EQ(pair.far->read(std::span(&room, 1)).what, TlsStream::Read::kBroken);
  EXPECT_THAT(pair.far->error(), HasSubstr("eof"));
}

TEST(Tls, WhatIsNoTlsIsBroken) {
  Pair pair;
  pair.far->feed(bytes_of("GET / HTTP/1.0\r\n\r\n"));
  std::byte room{};
  EXPECT_EQ(pair.far->read(std::span(&room, 1)).what, TlsStream::Read::kBroken);
  EXPECT_EQ(pair.far->error(), "http request");
}

TEST(Tls, ACertificateNobodyVouchesForIsRefused) {
  Pair pair("localhost", {});
  carry(*pair.near, *pair.far);
  EXPECT_EQ(carry(*pair.far, *pair.near).last, TlsStream::Read::kBroken);
  EXPECT_THAT(pair.near->error(), HasSubstr("self-signed"));
}

TEST(Tls, ACertificateForAnotherNameIsRefused) {
  Pair right("localhost", {.ca_file = "own"});
  right.shake_hands();
  EXPECT_TRUE(right.near->established());
  Pair wrong("example.org", {.ca_file = "own"});
  carry(*wrong.near, *wrong.far);
  EXPECT_EQ(carry(*wrong.far, *wrong.near).last, TlsStream::Read::kBroken);
  EXPECT_THAT(wrong.near->error(), HasSubstr("hostname mismatch"));
  Pair address("127.0.0.1", {.ca_file = "own"});
  carry(*address.near, *address.far);
  EXPECT_EQ(carry(*address.far, *address.near).last, TlsStream::Read::kBroken);
  EXPECT_THAT(address.near->error(), HasSubstr("IP address mismatch"));
}

TEST(Tls, ABadPairIsNamedWithItsRemedy) {
  const auto one = make_certificate("localhost");
  const auto other = make_certificate("localhost");
  EXPECT_THAT(TlsServer::load(one.certificate, other.key).error().message,
              HasSubstr("this is not the key of the certificate in " + one.certificate));
  EXPECT_THAT(TlsServer::load(one.key, one.key).error().message,
              HasSubstr("this must be a certificate in PEM form"));
  EXPECT_THAT(TlsServer::load(one.certificate, one.certificate).error().message,
              HasSubstr("this must be a private key in PEM form"));
  EXPECT_THAT(TlsServer::load("/nowhere.pem", one.key).error().message,
              HasSubstr("--tls-cert /nowhere.pem: cannot read it"));
  EXPECT_THAT(TlsClient::make({.ca_file = one.key}).error().message,
              HasSubstr("this must hold certificates in PEM form"));
}

TEST(Tls, AReloadServesNewClientsAndKeepsTheOldCertificateIfTheNewOneIsBad) {
  Pair pair;
  pair.shake_hands();
  const auto other = make_certificate("localhost");
  std::ofstream(pair.files.certificate) << std::ifstream(other.certificate).rdbuf();
  EXPECT_FALSE(pair.server->reload()) << "certificate and key do not fit yet";
  std::ofstream(pair.files.key) << std::ifstream(other.key).rdbuf();
  EXPECT_TRUE(pair.server->reload());

  pair.near->write(bytes_of("an old stream goes on"));
  EXPECT_EQ(carry(*pair.near, *pair.far).text, "an old stream goes on");
  const auto trusting = TlsClient::make({.ca_file = other.certificate});
  pair.near.emplace((*trusting)->stream("localhost"));
  pair.far.emplace(pair.server->stream());
  pair.shake_hands();
  EXPECT_TRUE(pair.near->established()) << pair.near->error();
}

}  // namespace
}  // namespace sounder
