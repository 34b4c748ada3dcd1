#include "cli/tls_flags.h"

#include "base/text.h"

namespace sounder {
namespace {

const char* flag_of(TlsFileError::File file) {
  switch (file) {
    case TlsFileError::File::kCertificate:
      break;
    case TlsFileError::File::kKey:
      return "--tls-key";
    case TlsFileError::File::kCa:
      return "--ca";
  }
  return "--tls-cert";
}

}  // namespace

void declare_tls_flags(CLI::App& app, TlsFlags& flags) {
  app.add_flag("--tls", flags.tls, tr("use TLS"));
  app.add_option("--ca", flags.ca_file, tr("trusted CA certificates, PEM [default: system's]"))
      ->type_name("FILE");
  app.add_flag("--insecure", flags.insecure, tr("with --tls: do not verify the server"));
}

Result<std::unique_ptr<TlsClient>> parse_tls(const TlsFlags& flags) {
  if (!flags.tls && (flags.insecure || !flags.ca_file.empty()))
    return bad_input(text(tr("{0} needs --tls"), flags.insecure ? "--insecure" : "--ca"));
  if (!flags.tls) return nullptr;
  auto client = TlsClient::make({flags.ca_file, flags.insecure});
  if (!client) return std::unexpected(tls_file_error(client.error()));
  return std::move(*client);
}

Error tls_file_error(const TlsFileError& error) {
  using File = TlsFileError::File;
  if (error.why == TlsFileError::Why::kUnreadable)
    return {Fault::kMachine, text(tr("{0} {1}: cannot read it: {2}"), flag_of(error.file), error.path,
                                  describe_errno(error.code))};
  if (error.why == TlsFileError::Why::kOtherKey)
    return {Fault::kInput, text(tr("--tls-key {0}: this is not the key of the certificate in {1}"),
                                error.path, error.certificate)};
  const char* message = tr("--tls-cert {0}: this must be a certificate in PEM form: {1}");
  if (error.file == File::kKey)
    message = tr("--tls-key {0}: this must be a private key in PEM form without a passphrase: {1}");
  if (error.file == File::kCa) message = tr("--ca {0}: this must hold certificates in PEM form: {1}");
  return {Fault::kInput, text(message, error.path, error.reason)};
}

std::string with_trust_advice(const std::string& failure) {
  return text(tr("{0}; use --ca FILE to trust its CA, or --insecure to skip verification"), failure);
}

}  // namespace sounder
