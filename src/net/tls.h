// TLS without sockets: encrypted bytes go in and come out of memory, so a thread, an event loop and a
// completion ring use it alike. Implemented with OpenSSL; TLS 1.2 (RFC 5246) and 1.3 (RFC 8446). One thread
// at a time may use a TlsStream; any thread may use TlsServer and TlsClient.
#pragma once

#include <cstddef>
#include <cstdint>
#include <expected>
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

  // Takes bytes received from the network. Call read() afterwards until it returns kNothing: read() also
  // performs the handshake.
  void feed(std::span<const std::byte> wire);
  // The network connection has ended.
  void feed_end();

  enum class Read : std::uint8_t {
    kBytes,    // `bytes` of the room are filled
    kNothing,  // more bytes from the network are needed
    kEnd,      // the peer has ended its stream (close_notify); ours may go on (RFC 8446, 6.1)
    kBroken,   // error() says why; outgoing() may hold an alert for the peer
  };
  struct Got {
    Read what = Read::kNothing;
    std::size_t bytes = 0;
  };
  Got read(std::span<std::byte> room);
  // Continues the handshake without reading: kNothing or kBroken. established() says whether it is complete.
  Got handshake();
  // Encrypts all of it into outgoing(). Precondition: established().
  void write(std::span<const std::byte> plain);
  // Ends our stream: close_notify into outgoing().
  void end();

  // Bytes to send. They stay at the same place until on_sent() has covered them.
  std::span<const std::byte> outgoing() const { return std::span(out_).subspan(out_sent_); }
  void on_sent(std::size_t bytes);
  bool established() const;
  // Bytes were fed that read() has not returned, a part of a record for example.
  bool holds_unread() const;
  const std::string& error() const { return error_; }
  // On a client: the handshake failed because the server's certificate is not trusted.
  bool distrusts() const;
  // On a client: a message for users that the handshake failed. `why` is error() or an error of the network.
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

// Why a PEM file cannot be used.
struct TlsFileError {
  enum class File : std::uint8_t { kCertificate, kKey, kCa };
  enum class Why : std::uint8_t {
    kUnreadable,  // `code` says why
    kInvalid,     // not what this file must hold; `reason` is OpenSSL's
    kOtherKey,    // the key of another certificate than `certificate`
  };
  File file = File::kCertificate;
  Why why = Why::kInvalid;
  std::string path = {};
  Errno code = 0;
  std::string reason = {};
  std::string certificate = {};
};

class TlsServer {
 public:
  // PEM files: a certificate with its chain, and its private key.
  static std::expected<std::unique_ptr<TlsServer>, TlsFileError> load(std::string certificate_file,
                                                                      std::string key_file);
  // Reads the files again, for new streams. After an error the old certificate and key stay in use.
  std::expected<void, TlsFileError> reload();
  TlsStream stream() const;

 private:
  TlsServer(std::string certificate_file, std::string key_file, TlsContext context);
  const std::string certificate_file_;
  const std::string key_file_;
  mutable std::mutex mutex_;  // guards context_
  TlsContext context_;
};

struct TlsTrust {
  std::string ca_file = {};  // PEM; empty: the CAs that this system trusts
  bool insecure = false;     // accept any certificate
};

class TlsClient {
 public:
  static std::expected<std::unique_ptr<TlsClient>, TlsFileError> make(const TlsTrust& trust);
  // `host` is the name or address that the certificate must be for; a name is also sent (SNI, RFC 6066).
  // outgoing() holds the first message.
  TlsStream stream(const std::string& host) const;

 private:
  TlsClient(TlsContext context, bool insecure);
  TlsContext context_;
  bool insecure_;
};

}  // namespace sounder
