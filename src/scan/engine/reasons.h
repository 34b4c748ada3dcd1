// What packets and the kernel's errors say, as reasons: the same for every engine. Pure.
#pragma once

#include <optional>

#include "base/result.h"
#include "net/packet.h"
#include "scan/probe.h"

namespace sounder {

Reason reason_of(Said said);

// What an error of connect(2) or sendmmsg(2) says about the path; nullopt: nothing.
std::optional<Reason> path_reason_of(Errno error);

}  // namespace sounder
