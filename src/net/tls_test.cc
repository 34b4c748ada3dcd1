#include "net/tls.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <cerrno>
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
  void handshake() {
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
  pair.handshake();
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
  pair.handshake();
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
  pair.handshake();
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

TEST(Tls, AnUntrustedCertificateIsRefused) {
  Pair pair("localhost", {});
  carry(*pair.near, *pair.far);
  EXPECT_EQ(carry(*pair.far, *pair.near).last, TlsStream::Read::kBroken);
  EXPECT_THAT(pair.near->error(), HasSubstr("self-signed"));
}

TEST(Tls, ACertificateForAnotherNameIsRefused) {
  Pair right("localhost", {.ca_file = "own"});
  right.handshake();
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

using File = TlsFileError::File;
using Why = TlsFileError::Why;

TEST(Tls, AFileThatCannotBeUsedIsNamedWithTheReason) {
  const auto one = make_certificate("localhost");
  const auto no_certificate = TlsServer::load(one.key, one.key).error();
  EXPECT_EQ(no_certificate.file, File::kCertificate);
  EXPECT_EQ(no_certificate.why, Why::kInvalid);
  EXPECT_EQ(no_certificate.path, one.key);
  EXPECT_EQ(no_certificate.reason, "no start line");
  const auto no_key = TlsServer::load(one.certificate, one.certificate).error();
  EXPECT_EQ(no_key.file, File::kKey);
  EXPECT_EQ(no_key.why, Why::kInvalid);
  const auto missing = TlsServer::load("/nowhere.pem", one.key).error();
  EXPECT_EQ(missing.file, File::kCertificate);
  EXPECT_EQ(missing.why, Why::kUnreadable);
  EXPECT_EQ(missing.code, ENOENT);
  const auto no_ca = TlsClient::make({.ca_file = one.key}).error();
  EXPECT_EQ(no_ca.file, File::kCa);
  EXPECT_EQ(no_ca.why, Why::kInvalid);
}

// OpenSSL holds one certificate and one key for each kind of key, and compares only within a kind.
TEST(Tls, ACertificateGoesWithItsOwnKeyAndNoOtherWhateverTheirKinds) {
  const std::array kinds{test::KeyKind::kEc, test::KeyKind::kRsa, test::KeyKind::kEd25519};
  std::vector<test::CertificateFiles> all;
  for (const auto kind : kinds)
    for (int i = 0; i < 2; ++i) all.push_back(make_certificate("localhost", kind));
  for (const auto& one : all)
    for (const auto& other : all) {
      const auto loaded = TlsServer::load(one.certificate, other.key);
      ASSERT_EQ(loaded.has_value(), &one == &other) << one.certificate << " " << other.key;
      if (loaded) continue;
      EXPECT_EQ(loaded.error().file, File::kKey);
      EXPECT_EQ(loaded.error().why, Why::kOtherKey);
      EXPECT_EQ(loaded.error().certificate, one.certificate);
    }
}

TEST(Tls, AKeyMayStandInTheFileOfItsCertificateChain) {
  const auto own = make_certificate("localhost", test::KeyKind::kEd25519);
  const auto other = make_certificate("localhost", test::KeyKind::kRsa);
  std::ofstream(own.certificate, std::ios::app)
      << std::ifstream(own.key).rdbuf() << std::ifstream(other.certificate).rdbuf();
  EXPECT_TRUE(TlsServer::load(own.certificate, own.certificate));
  EXPECT_EQ(TlsServer::load(own.certificate, other.key).error().why, Why::kOtherKey);
}

TEST(Tls, AReloadServesNewClientsAndKeepsTheOldCertificateIfTheNewOneIsBad) {
  Pair pair;
  pair.handshake();
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
  pair.handshake();
  EXPECT_TRUE(pair.near->established()) << pair.near->error();
}

}  // namespace
}  // namespace sounder
