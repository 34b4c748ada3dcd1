#include "echo/serve/server_options.h"

#include <algorithm>

namespace sounder {

SessionLimits session_limits(const ServerOptions& options) {
  return {.buffer_bytes = std::clamp(kEchoBuffersBytes / options.max_connections, kEchoLeastBufferBytes,
                                     kEchoBufferBytes),
          .idle_timeout = options.idle_timeout,
          .stall_timeout = options.stall_timeout,
          .linger_timeout = kEchoLinger,
          .linger_bytes = kEchoLingerBytes};
}

}  // namespace sounder
