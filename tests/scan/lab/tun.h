// A TUN device: what the kernel sends to it is read here, what is written here the kernel receives. It lives
// in the network namespace of the process that makes it, and as long as the descriptor.
#pragma once

#include <string>

#include "base/fd.h"
#include "base/result.h"

namespace sounder::test {

// Non-blocking; packets come one a read, without a header before them.
Result<Fd> make_tun(const std::string& name);

}  // namespace sounder::test
