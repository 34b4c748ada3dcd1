// The sockets of `sounder serve`: handed over by the service manager, else opened as the job says.
#pragma once

#include <vector>

#include "base/fd.h"
#include "base/result.h"
#include "cli/serve/serve_flags.h"
#include "cli/serve/service_manager.h"

namespace sounder {

struct ServeSockets {
  std::vector<Fd> listeners;  // at least one
  std::vector<Fd> datagrams;  // none without --udp
};

// What is handed over takes the place of the default, and --listen beside it is an error: two places that
// both say where to listen are one too many.
Result<ServeSockets> open_serve_sockets(const ServeJob& job, HandedSockets handed);

}  // namespace sounder
