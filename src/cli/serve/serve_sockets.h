// The sockets of `sounder serve`: passed by the service manager, else opened as the job says.
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

// Sockets of the service manager replace the default. It is an error to give --listen or --port as well.
Result<ServeSockets> open_serve_sockets(const ServeJob& job, HandedSockets handed);

}  // namespace sounder
