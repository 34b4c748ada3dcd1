#include "cli/tls_flags.h"

#include "base/text.h"

namespace sounder {

void declare_tls_flags(CLI::App& app, TlsWords& words) {
  app.add_flag("--tls", words.tls, tr("use TLS"));
  app.add_option("--ca", words.ca_file, tr("trusted CA certificates, PEM [default: system's]"))
      ->type_name("FILE");
  app.add_flag("--insecure", words.insecure, tr("with --tls: do not verify the server"));
}

Result<std::unique_ptr<TlsClient>> parse_tls(const TlsWords& words) {
  if (!words.tls && (words.insecure || !words.ca_file.empty()))
    return bad_input(text(tr("{0} needs --tls"), words.insecure ? "--insecure" : "--ca"));
  if (!words.tls) return nullptr;
  return TlsClient::make({words.ca_file, words.insecure});
}

}  // namespace sounder
