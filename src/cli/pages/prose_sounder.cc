#include "base/text.h"
#include "cli/pages/prose.h"

namespace sounder::pages {

const Prose& program_prose() {
  static const Prose kProse{
      .command = "",
      .description =
          {
              tr_later(
                  "An echo sounder sends a pulse and listens for what comes back. `sounder` does that with "
                  "TCP: it answers as a server, talks to one, measures one, and finds out who would answer."),
              tr_later(
                  "Results go to standard output; progress, log, prompts and errors to standard error. "
                  "Progress and prompts appear only on a terminal, so that every command may stand in a "
                  "pipe or a script. A word that is misspelt gets a suggestion, and an error says what would "
                  "be right."),
          },
      .flags = {{"--lang",
                 tr_later("May stand before or after the command. Without it the locale decides, whether "
                          "it was ever generated on this machine or not.")}},
      .sections = {},
      .environment = {},
      .notes = {{tr_later("VALUES"),
                 {},
                 {
                     {"DUR", tr_later("A duration: `500ms`, `2s`, `1m` or `1h`.")},
                     {"FILE", tr_later("A file; where results go, `-` is standard output, and the text for "
                                       "people is then left out.")},
                     {"ADDR:PORT", tr_later("An address with a port: `192.0.2.1:7007`, or for IPv6 "
                                            "`[2001:db8::1]:7007`.")},
                     {"HOST", tr_later("A name or an address. All addresses of a name are tried.")},
                 }}},
      .examples =
          {
              {tr_later("A server, and a client that talks to it from another terminal:"),
               "sounder serve\nsounder connect localhost"},
              {tr_later("Which ports of this machine are open:"), "sounder scan localhost"},
              {tr_later("The flags of a command, with their defaults on this machine:"),
               "sounder help serve"},
          },
      .see_also = {"nc(1)", "nmap(1)"},
  };
  return kProse;
}

}  // namespace sounder::pages
