// The state of a server while it serves, for metrics.
#pragma once

#include <cstddef>

#include "echo/serve/echo_times.h"
#include "echo/serve/server_options.h"

namespace sounder {

struct ServerFigures {
  ServerCounters counters;
  std::size_t active = 0;   // clients now
  std::size_t threads = 0;  // that serve clients now
  EchoTimes::Snapshot echo_times;
};

}  // namespace sounder
