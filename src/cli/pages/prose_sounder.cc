#include "base/text.h"
#include "cli/pages/prose.h"

namespace sounder::pages {

const Prose& program_prose() {
  static const Prose kProse{
      .command = "",
      .description =
          {
              tr_later("`sounder` finds open TCP ports (`scan`), runs an echo server (`serve`), connects to "
                       "one (`connect`), and measures one (`load`)."),
              tr_later(
                  "Results go to standard output; progress, log, prompts and errors go to standard error. "
                  "Progress and prompts appear only on a terminal, so every command can be used in pipes and "
                  "scripts. Misspelt words get a suggestion, and errors say what would be right."),
          },
      .flags = {{"--lang", tr_later("May stand before or after the command. By default the locale decides, "
                                    "even if it is not generated on this machine.")}},
      .sections = {},
      .environment = {},
      .notes = {{tr_later("VALUES"),
                 {},
                 {
                     {"DUR", tr_later("A duration: `500ms`, `2s`, `1m` or `1h`.")},
                     {"FILE",
                      tr_later("A file; for results, `-` is standard output and replaces the text output.")},
                     {"ADDR:PORT",
                      tr_later(
                          "An address with a port: `192.0.2.1:7007`, or for IPv6 `[2001:db8::1]:7007`.")},
                     {"HOST", tr_later("A name or an address. All addresses of a name are tried.")},
                 }}},
      .examples =
          {
              {tr_later("A server, and a client in another terminal:"),
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
