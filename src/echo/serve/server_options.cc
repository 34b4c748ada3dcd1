#include "echo/serve/server_options.h"

#include <algorithm>

#include "echo/serve/limits.h"

namespace sounder {
namespace {

// Echo bytes held for all clients together, in equal shares, so that a slow reader uses up only its own
// share. The default of 19,936 clients leaves 52 KiB each.
constexpr std::size_t kEchoBuffersBytes = std::size_t{1024} * 1024 * 1024;
// The smallest share, for any number of clients: a page.
constexpr std::size_t kEchoLeastBufferBytes = 4096;

}  // namespace

SessionLimits session_limits(const ServerOptions& options) {
  return {.buffer_bytes = std::clamp(kEchoBuffersBytes / options.max_connections, kEchoLeastBufferBytes,
                                     kEchoBufferBytes),
          .idle_timeout = options.idle_timeout,
          .stall_timeout = options.stall_timeout,
          .linger_timeout = kEchoLinger,
          .linger_bytes = kEchoLingerBytes};
}

}  // namespace sounder
