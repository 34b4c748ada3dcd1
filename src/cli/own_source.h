// The address of --source: packets with another machine's are never sent.
#pragma once

#include "base/result.h"
#include "net/address.h"

namespace sounder {

// Error: this machine does not have the address.
Result<void> check_own_source(const Address& source);

}  // namespace sounder
