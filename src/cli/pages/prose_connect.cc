#include "base/text.h"
#include "cli/pages/prose.h"

namespace sounder::pages {

const Prose& connect_prose() {
  static const Prose kProse{
      .command = "connect",
      .description =
          {
              tr_later("On a terminal, reads lines with editing and history, sends them, and prints what "
                       "comes back. Ctrl-D leaves after all answers have arrived."),
              tr_later("In a pipe, copies standard input to the server and the answer to standard output, "
                       "both ways at once, and closes the sending side at the end of input. If fewer bytes "
                       "come back than were sent, reports how many are missing."),
          },
      .flags = {{"--timeout", tr_later("Also limits the wait for the server's end after Ctrl-D.")},
                {"--insecure", tr_later("The connection is encrypted, but the server is not verified.")}},
      .sections = {},
      .environment = {{"SSL_CERT_FILE, SSL_CERT_DIR",
                       tr_later("Trusted CA certificates, instead of the system's list (OpenSSL).")}},
      .notes = {},
      .examples =
          {
              {tr_later("Connect to the server on this machine:"), "sounder connect localhost"},
              {tr_later("Check that every byte of a file comes back:"),
               "sounder connect localhost <file | cmp - file"},
              {tr_later("Through TLS, to a server with a self-signed certificate:"),
               "sounder connect --tls --ca cert.pem echo.example.org:7007"},
          },
      .see_also = {"nc(1)", "openssl-s_client(1)"},
  };
  return kProse;
}

}  // namespace sounder::pages
