// Choices of the user that override the kernel's routes: --source and --interface.
#pragma once

#include <optional>

#include "net/address.h"
#include "net/socket.h"

namespace sounder {

struct RouteWishes {
  std::optional<Address> source = {};  // for targets of its family
  unsigned interface = 0;              // 0: any
};

// A socket of this family sends by them: it is bound to the source, without a port, and to the interface. 0,
// or why not.
Errno follow(const RouteWishes& wishes, int fd, Family family);

}  // namespace sounder
