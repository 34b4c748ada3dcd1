// The port of serve and connect unless another is given: 7 is the echo service's own (RFC 862) but needs
// privileges.
#pragma once

#include "net/address.h"

namespace sounder {

inline constexpr Port kEchoPort{7007};

}  // namespace sounder
