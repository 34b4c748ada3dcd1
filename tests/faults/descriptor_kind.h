// What a descriptor is, asked of the kernel past everything that is interposed; errno stays as it was.
#pragma once

#include "tests/faults/fault_plan.h"

namespace sounder::faults {

Kind kind_of(int fd);
// Whether a call with these MSG_ flags would wait for ever rather than fail with EAGAIN: a blocking
// descriptor without SO_RCVTIMEO or SO_SNDTIMEO (`timeout`).
bool waits(int fd, int flags, int timeout);

// Whether a connect() was begun and has not been told to be over: a second one only asks how it went, and
// whatever it says is about the peer (inet_stream_connect in net/ipv4/af_inet.c). Told by the calls
// themselves.
bool connecting(int fd);
void set_connecting(int fd, bool now);

}  // namespace sounder::faults
