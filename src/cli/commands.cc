#include "base/text.h"
#include "cli/command.h"

namespace sounder {

const std::vector<Command>& commands() {
  static const std::vector<Command> kCommands{
      {"serve", tr_later("run an echo server"), declare_serve},
      {"connect", tr_later("connect to an echo server"), declare_connect},
      {"load", tr_later("measure an echo server under load"), declare_load},
      {"scan", tr_later("find open TCP ports"), declare_scan},
  };
  return kCommands;
}

}  // namespace sounder
