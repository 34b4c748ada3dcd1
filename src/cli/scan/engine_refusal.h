// Why the engine that somebody asked for is not to be had, and what would help.
#pragma once

#include "base/result.h"
#include "net/socket.h"

namespace sounder {

// `error`: what open_engines() said.
Error engine_refusal(Errno error);

}  // namespace sounder
