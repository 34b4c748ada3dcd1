#include "base/text.h"
#include "cli/command.h"

namespace sounder {

const std::vector<Command>& commands() {
  static const std::vector<Command> kCommands{
      {"serve", tr_later("run an echo server: what comes in goes out"), declare_serve},
      {"connect", tr_later("talk to an echo server: a line you type comes back"), declare_connect},
      {"load", tr_later("measure an echo server under load"), declare_load},
      {"scan", tr_later("find the open TCP ports of a host"), declare_scan},
  };
  return kCommands;
}

}  // namespace sounder
