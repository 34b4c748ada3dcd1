// Many names to addresses, several at a time.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "net/resolve.h"

namespace sounder {

// One answer for each host, in their order; `family` and `stop_fd` as for resolve(). kResolversAtOnce threads
// at most.
std::vector<Result<std::vector<Address>>> resolve_all(std::span<const std::string> hosts,
                                                      std::optional<Family> family, int stop_fd);

}  // namespace sounder
