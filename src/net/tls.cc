#include "net/tls.h"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <unistd.h>

#include <cassert>
#include <cerrno>
#include <utility>

#include "base/text.h"
#include "net/address.h"

namespace sounder {
namespace {

// OpenSSL's reason for the oldest error of this thread. Clears the thread's errors.
std::string openssl_reason() {
  const unsigned long code = ::ERR_get_error();
  ::ERR_clear_error();
  const char* reason = ::ERR_reason_error_string(code);
  return reason != nullptr ? reason : tr("no reason given");
}

// A key with a passphrase is refused: a server must start without a prompt.
int no_passphrase(char*, int, int, void*) { return 0; }

TlsContext new_context(const SSL_METHOD* method) {
  TlsContext context(::SSL_CTX_new(method));
  if (!context) throw std::bad_alloc();
  ::SSL_CTX_set_min_proto_version(context.get(), TLS1_2_VERSION);
  // A client's renegotiation costs the server much and gives it nothing.
  ::SSL_CTX_set_options(context.get(), SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION);
  // Idle streams give their 34 KB of record buffers back.
  ::SSL_CTX_set_mode(context.get(), SSL_MODE_RELEASE_BUFFERS);
  ::SSL_CTX_set_default_passwd_cb(context.get(), no_passphrase);
  return context;
}

using File = TlsFileError::File;
using Why = TlsFileError::Why;

std::unexpected<TlsFileError> unreadable(File file, const std::string& path, Errno code) {
  return std::unexpected(TlsFileError{.file = file, .why = Why::kUnreadable, .path = path, .code = code});
}

std::expected<void, TlsFileError> readable(File file, const std::string& path) {
  if (::access(path.c_str(), R_OK) == 0) return {};
  return unreadable(file, path, errno);
}

// After OpenSSL rejected a file. The content is not the reason if the file could not be opened.
std::unexpected<TlsFileError> rejected(File file, const std::string& path) {
  const unsigned long code = ::ERR_peek_error();
  if (ERR_SYSTEM_ERROR(code)) return unreadable(file, path, ERR_GET_REASON(code));
  return std::unexpected(
      TlsFileError{.file = file, .why = Why::kInvalid, .path = path, .reason = openssl_reason()});
}

std::expected<TlsContext, TlsFileError> load_pair(const std::string& certificate_file,
                                                  const std::string& key_file) {
  ::ERR_clear_error();
  if (const auto ok = readable(File::kCertificate, certificate_file); !ok) return std::unexpected(ok.error());
  if (const auto ok = readable(File::kKey, key_file); !ok) return std::unexpected(ok.error());
  TlsContext context = new_context(::TLS_server_method());
  if (::SSL_CTX_use_certificate_chain_file(context.get(), certificate_file.c_str()) != 1)
    return rejected(File::kCertificate, certificate_file);
  // OpenSSL keeps one pair for each kind of key, so it accepts an RSA certificate and an EC key together.
  const X509* certificate = ::SSL_CTX_get0_certificate(context.get());
  const bool taken = ::SSL_CTX_use_PrivateKey_file(context.get(), key_file.c_str(), SSL_FILETYPE_PEM) == 1;
  const int reason = ERR_GET_REASON(::ERR_peek_error());
  const bool mismatch =
      taken ? ::X509_check_private_key(certificate, ::SSL_CTX_get0_privatekey(context.get())) != 1
            : reason == X509_R_KEY_VALUES_MISMATCH || reason == X509_R_KEY_TYPE_MISMATCH;
  if (mismatch) {
    ::ERR_clear_error();
    return std::unexpected(TlsFileError{
        .file = File::kKey, .why = Why::kOtherKey, .path = key_file, .certificate = certificate_file});
  }
  if (!taken) return rejected(File::kKey, key_file);
  return context;
}

}  // namespace

void TlsContextDeleter::operator()(ssl_ctx_st* context) const { ::SSL_CTX_free(context); }

TlsStream::TlsStream(ssl_ctx_st* context)
    : ssl_(::SSL_new(context)), in_(::BIO_new(::BIO_s_mem())), out_bio_(::BIO_new(::BIO_s_mem())) {
  if (ssl_ == nullptr || in_ == nullptr || out_bio_ == nullptr) throw std::bad_alloc();
  ::BIO_set_mem_eof_return(in_, -1);  // empty means: not yet
  ::SSL_set_bio(ssl_, in_, out_bio_);
}

TlsStream::TlsStream(TlsStream&& other) noexcept
    : ssl_(std::exchange(other.ssl_, nullptr)),
      in_(other.in_),
      out_bio_(other.out_bio_),
      out_(std::move(other.out_)),
      out_sent_(other.out_sent_),
      error_(std::move(other.error_)) {}

TlsStream::~TlsStream() { ::SSL_free(ssl_); }

void TlsStream::feed(std::span<const std::byte> wire) {
  std::size_t written = 0;
  if (::BIO_write_ex(in_, wire.data(), wire.size(), &written) != 1) throw std::bad_alloc();
}

void TlsStream::feed_end() { ::BIO_set_mem_eof_return(in_, 0); }

TlsStream::Got TlsStream::read(std::span<std::byte> room) {
  if (!error_.empty()) return {Read::kBroken, 0};
  ::ERR_clear_error();
  std::size_t got = 0;
  const int code = ::SSL_read_ex(ssl_, room.data(), room.size(), &got);
  const int error = code == 1 ? SSL_ERROR_NONE : ::SSL_get_error(ssl_, code);
  collect();
  switch (error) {
    case SSL_ERROR_NONE:
      return {Read::kBytes, got};
    case SSL_ERROR_WANT_READ:
      return {Read::kNothing, 0};
    case SSL_ERROR_ZERO_RETURN:
      return {Read::kEnd, 0};
    default:
      return broken();
  }
}

TlsStream::Got TlsStream::handshake() {
  if (!error_.empty()) return {Read::kBroken, 0};
  ::ERR_clear_error();
  const int code = ::SSL_do_handshake(ssl_);
  const int error = code == 1 ? SSL_ERROR_NONE : ::SSL_get_error(ssl_, code);
  collect();
  return error == SSL_ERROR_NONE || error == SSL_ERROR_WANT_READ ? Got{} : broken();
}

bool TlsStream::distrusts() const {
  return ::SSL_get_verify_mode(ssl_) != SSL_VERIFY_NONE && ::SSL_get_verify_result(ssl_) != X509_V_OK;
}

std::string TlsStream::handshake_failure(const std::string& why) const {
  return text(
      distrusts() ? tr("the server's certificate is not trusted: {0}") : tr("the TLS handshake failed: {0}"),
      why);
}

TlsStream::Got TlsStream::broken() {
  if (distrusts()) {
    error_ = ::X509_verify_cert_error_string(::SSL_get_verify_result(ssl_));
    ::ERR_clear_error();
  } else {
    error_ = openssl_reason();
  }
  return {Read::kBroken, 0};
}

void TlsStream::write(std::span<const std::byte> plain) {
  if (plain.empty() || !error_.empty()) return;
  std::size_t written = 0;
  // A memory BIO takes all of it.
  if (::SSL_write_ex(ssl_, plain.data(), plain.size(), &written) != 1)
    error_ = openssl_reason();
  else
    assert(written == plain.size());
  collect();
}

void TlsStream::end() {
  if (!error_.empty() || ::SSL_is_init_finished(ssl_) == 0) return;
  ::SSL_shutdown(ssl_);
  ::ERR_clear_error();
  collect();
}

void TlsStream::on_sent(std::size_t bytes) {
  assert(bytes <= outgoing().size());
  out_sent_ += bytes;
  collect();
}

// Moves what OpenSSL has made to out_, once what was there is sent: OpenSSL's own memory moves when it grows.
void TlsStream::collect() {
  if (out_sent_ < out_.size()) return;
  const std::size_t waiting = ::BIO_ctrl_pending(out_bio_);
  out_sent_ = 0;
  out_.resize(waiting);
  if (waiting == 0) return;
  std::size_t got = 0;
  ::BIO_read_ex(out_bio_, out_.data(), waiting, &got);
  assert(got == waiting);
}

bool TlsStream::established() const { return ::SSL_is_init_finished(ssl_) == 1; }

bool TlsStream::holds_unread() const { return ::SSL_has_pending(ssl_) == 1 || ::BIO_ctrl_pending(in_) > 0; }

std::string TlsStream::describe() const {
  return fmt::format("{}, {}", ::SSL_get_version(ssl_), ::SSL_get_cipher_name(ssl_));
}

TlsServer::TlsServer(std::string certificate_file, std::string key_file, TlsContext context)
    : certificate_file_(std::move(certificate_file)),
      key_file_(std::move(key_file)),
      context_(std::move(context)) {}

std::expected<std::unique_ptr<TlsServer>, TlsFileError> TlsServer::load(std::string certificate_file,
                                                                        std::string key_file) {
  auto context = load_pair(certificate_file, key_file);
  if (!context) return std::unexpected(context.error());
  return std::unique_ptr<TlsServer>(
      new TlsServer(std::move(certificate_file), std::move(key_file), std::move(*context)));
}

std::expected<void, TlsFileError> TlsServer::reload() {
  auto context = load_pair(certificate_file_, key_file_);
  if (!context) return std::unexpected(context.error());
  const std::lock_guard lock(mutex_);
  context_ = std::move(*context);  // streams hold references of their own
  return {};
}

TlsStream TlsServer::stream() const {
  const std::lock_guard lock(mutex_);
  TlsStream stream(context_.get());
  ::SSL_set_accept_state(stream.ssl_);
  return stream;
}

TlsClient::TlsClient(TlsContext context, bool insecure) : context_(std::move(context)), insecure_(insecure) {}

std::expected<std::unique_ptr<TlsClient>, TlsFileError> TlsClient::make(const TlsTrust& trust) {
  ::ERR_clear_error();
  TlsContext context = new_context(::TLS_client_method());
  if (trust.ca_file.empty()) {
    ::SSL_CTX_set_default_verify_paths(context.get());
  } else {
    if (const auto ok = readable(File::kCa, trust.ca_file); !ok) return std::unexpected(ok.error());
    if (::SSL_CTX_load_verify_locations(context.get(), trust.ca_file.c_str(), nullptr) != 1)
      return rejected(File::kCa, trust.ca_file);
  }
  ::SSL_CTX_set_verify(context.get(), trust.insecure ? SSL_VERIFY_NONE : SSL_VERIFY_PEER, nullptr);
  return std::unique_ptr<TlsClient>(new TlsClient(std::move(context), trust.insecure));
}

TlsStream TlsClient::stream(const std::string& host) const {
  TlsStream stream(context_.get());
  ::SSL_set_connect_state(stream.ssl_);
  const auto address = Address::parse(host);
  if (!address) ::SSL_set_tlsext_host_name(stream.ssl_, host.c_str());
  if (!insecure_ && address)  // a certificate has no zone and no second way to write IPv4
    ::X509_VERIFY_PARAM_set1_ip(::SSL_get0_param(stream.ssl_), address->bytes().data(),
                                address->family() == Family::kIpv4 ? 4 : 16);
  if (!insecure_ && !address) ::SSL_set1_host(stream.ssl_, host.c_str());
  std::byte none{};
  stream.read(std::span(&none, 1));  // writes the ClientHello
  return stream;
}

}  // namespace sounder
