// Why the engine that was asked for cannot be used, and what helps.
#pragma once

#include "base/result.h"
#include "net/socket.h"

namespace sounder {

// `error`: what open_engines() said.
Error engine_refusal(Errno error);

}  // namespace sounder
