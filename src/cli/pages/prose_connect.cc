#include "base/text.h"
#include "cli/pages/prose.h"

namespace sounder::pages {

const Prose& connect_prose() {
  static const Prose kProse{
      .command = "connect",
      .description =
          {
              tr_later("On a terminal it asks for lines, sends them, and shows what comes back; lines can be "
                       "edited and "
                       "called up again. Ctrl-D leaves, once all that is owed has come back."),
              tr_later("In a pipe it copies standard input to the server and the server's answer to standard "
                       "output, byte "
                       "for byte and both ways at once, and ends the sending side when the input ends. If "
                       "fewer bytes come "
                       "back than were sent, it says how many are missing."),
          },
      .flags = {{"--timeout", tr_later("Also how long the server's end is waited for after Ctrl-D.")},
                {"--insecure",
                 tr_later("The line is encrypted, but who is at its other end is not checked.")}},
      .sections = {},
      .environment = {{"SSL_CERT_FILE, SSL_CERT_DIR",
                       tr_later("Who vouches for servers, instead of the system's own list (OpenSSL).")}},
      .notes = {},
      .examples =
          {
              {tr_later("Talk to the server on this machine:"), "sounder connect localhost"},
              {tr_later("Does every byte of a file come back?"),
               "sounder connect localhost <file | cmp - file"},
              {tr_later("Through TLS, to a server whose certificate we made ourselves:"),
               "sounder connect --tls --ca cert.pem echo.example.org:7007"},
          },
      .see_also = {"nc(1)", "openssl-s_client(1)"},
  };
  return kProse;
}

}  // namespace sounder::pages
