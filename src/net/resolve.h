// Resolves names to addresses; a descriptor can cancel a slow look-up.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "net/address.h"

namespace sounder {

// All addresses of a host, without duplicates, in the order the resolver prefers (RFC 6724). A numeric
// address needs no resolver. `family` narrows the answer. Gives up with Fault::kInterrupted as soon as
// `stop_fd` is readable (-1: never); the resolver's thread then ends by itself later. Errors name the
// host and the cause. After `deadline` the name server counts as silent.
Result<std::vector<Address>> resolve(const std::string& host, std::optional<Family> family, int stop_fd,
                                     Instant deadline = Instant::max());

// The addresses that can be connected to: those that every link may have need an interface (zone.h). Error:
// the host has no other.
Result<std::vector<Address>> resolve_server(const std::string& host, std::optional<Family> family,
                                            int stop_fd, Instant deadline);

}  // namespace sounder
