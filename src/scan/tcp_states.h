// What a reason means for a TCP port. Engines and tests classify with it; plans and reports take the state
// that an answer or a verdict carries.
#pragma once

#include "scan/probe.h"

namespace sounder {

State tcp_state_of(Reason reason);

}  // namespace sounder
