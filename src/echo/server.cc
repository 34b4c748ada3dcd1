#include "echo/server.h"

namespace sounder {

SessionLimits session_limits(const ServerOptions& options) {
  return {.buffer_bytes = kEchoBufferBytes,
          .idle_timeout = options.idle_timeout,
          .stall_timeout = options.stall_timeout,
          .linger_timeout = kEchoLinger,
          .linger_bytes = kEchoLingerBytes};
}

}  // namespace sounder
