// Getting a connection to a server by name. Blocks its caller, who may be called off through a descriptor.
#pragma once

#include <optional>
#include <span>
#include <string>

#include "base/clock.h"
#include "base/fd.h"
#include "base/result.h"
#include "net/address.h"

namespace sounder {

// Delay before the next address of a name is tried while a connect has no answer (RFC 8305, section 5).
inline constexpr Duration kNextAddressAfter = std::chrono::milliseconds(250);

struct ConnectRequest {
  std::string host;  // a name or an address
  Port port{};
  std::optional<Family> family;  // only this one
  Duration timeout{};            // for all addresses together; more than zero
};

// A non-blocking socket, connected to the first address of the host that answers. Addresses are tried in the
// resolver's order; the next one starts when the one before has failed or has not answered for
// kNextAddressAfter. Errors say what was tried and what came of it. Fault::kInterrupted as soon as `stop_fd`
// is readable.
Result<Fd> connect_to(const ConnectRequest& request, int stop_fd);

// The same for addresses that are known; `name` is how messages call the host.
Result<Fd> connect_to_any(std::span<const Endpoint> endpoints, const std::string& name, Duration timeout,
                          int stop_fd);

}  // namespace sounder
