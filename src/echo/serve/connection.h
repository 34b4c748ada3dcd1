// One client served in the calling thread with blocking calls: acts on what Conversation decides.
#pragma once

#include <stop_token>

#include "echo/serve/conversation.h"
#include "echo/serve/echo_times.h"

namespace sounder {

// Serves until the client is done, a timeout ends it, or `stop` is requested and the socket has been shut
// down. Does not close `fd`. Needs kEchoBufferBytes of stack.
Served serve_connection(const std::stop_token& stop, int fd, Duration stall_timeout,
                        Conversation conversation, EchoTimes& times);

}  // namespace sounder
