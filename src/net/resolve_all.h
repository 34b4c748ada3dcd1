// Resolves many names, several at a time.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "net/resolve.h"

namespace sounder {

// Names looked up at once: a name server answers in tens of milliseconds and serves other clients too.
inline constexpr std::size_t kResolversAtOnce = 16;

// One answer for each host, in their order; `family` and `stop_fd` as for resolve(). kResolversAtOnce threads
// at most.
std::vector<Result<std::vector<Address>>> resolve_all(std::span<const std::string> hosts,
                                                      std::optional<Family> family, int stop_fd);

}  // namespace sounder
