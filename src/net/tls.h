// TLS without sockets: bytes of the network go in and come out of memory, so that whoever moves bytes (a
// thread, an event loop, a completion ring) need not know of it. By OpenSSL; TLS 1.2 (RFC 5246) and 1.3
// (RFC 8446). A stream is for one thread at a time; TlsServer and TlsClient for any.
#pragma once

#include <cstddef>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <vector>

#include "base/result.h"

struct ssl_st;
struct ssl_ctx_st;
struct bio_st;

namespace sounder {

// Plain bytes of one TLS record (RFC 8446, 5.1).
inline constexpr std::size_t kTlsRecordBytes = 16384;

class TlsStream {
 public:
  ~TlsStream();
  TlsStream(TlsStream&& other) noexcept;
  TlsStream(const TlsStream&) = delete;
  TlsStream& operator=(const TlsStream&) = delete;
  TlsStream& operator=(TlsStream&&) = delete;

  // What the network brought. Call read() afterwards until it says kNothing: that also shakes hands.
  void feed(std::span<const std::byte> wire);
  // The network brings no more.
  void feed_end();

  enum class Read : std::uint8_t {
    kBytes,    // `bytes` of the room are filled
    kNothing,  // more of the network is needed
    kEnd,      // the other side has ended its stream (close_notify); ours may go on (RFC 8446, 6.1)
    kBroken,   // error() says why; what outgoing() still holds tells the other side (an alert)
  };
  struct Got {
    Read what = Read::kNothing;
    std::size_t bytes = 0;
  };
  Got read(std::span<std::byte> room);
  // Shakes hands as read() does and takes no bytes: kNothing or kBroken, and established() says how far it
  // is.
  Got shake_hands();
  // Encrypts all of it into outgoing(). Precondition: established().
  void write(std::span<const std::byte> plain);
  // Ends our stream: close_notify into outgoing().
  void end();

  // What is to go out. Stays where it is until on_sent() has covered it.
  std::span<const std::byte> outgoing() const { return std::span(out_).subspan(out_sent_); }
  void on_sent(std::size_t bytes);
  bool established() const;
  const std::string& error() const { return error_; }
  // A client's: the handshake failed because nobody vouches for that server's certificate.
  bool distrusts() const;
  // A client's, for people: that its handshake failed, `why` (error(), or what the network said), and what
  // would help.
  std::string handshake_failure(const std::string& why) const;
  // "TLSv1.3, TLS_AES_256_GCM_SHA384"
  std::string describe() const;

 private:
  friend class TlsServer;
  friend class TlsClient;
  explicit TlsStream(ssl_ctx_st* context);
  void collect();
  Got broken();

  ssl_st* ssl_;
  bio_st* in_;       // owned by ssl_
  bio_st* out_bio_;  // likewise
  std::vector<std::byte> out_;
  std::size_t out_sent_ = 0;
  std::string error_;
};

struct TlsContextDeleter {
  void operator()(ssl_ctx_st* context) const;
};
using TlsContext = std::unique_ptr<ssl_ctx_st, TlsContextDeleter>;

class TlsServer {
 public:
  // PEM files: a certificate with its chain, and its private key. Errors name the file and what is wrong with
  // it.
  static Result<std::unique_ptr<TlsServer>> load(std::string certificate_file, std::string key_file);
  // Reads the files again. On an error everything stays as it was; streams that exist keep what they have.
  Result<void> reload();
  TlsStream stream() const;

 private:
  TlsServer(std::string certificate_file, std::string key_file, TlsContext context);
  const std::string certificate_file_;
  const std::string key_file_;
  mutable std::mutex mutex_;  // guards context_
  TlsContext context_;
};

struct TlsTrust {
  std::string ca_file = {};  // PEM; empty: what this system trusts
  bool insecure = false;     // any certificate will do
};

class TlsClient {
 public:
  static Result<std::unique_ptr<TlsClient>> make(const TlsTrust& trust);
  // `host` is the name or address that the certificate must be for; a name is also sent (SNI, RFC 6066).
  // outgoing() holds the first message.
  TlsStream stream(const std::string& host) const;

 private:
  TlsClient(TlsContext context, bool insecure);
  TlsContext context_;
  bool insecure_;
};

}  // namespace sounder
