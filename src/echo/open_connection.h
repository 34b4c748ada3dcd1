// What connect and load share: opening a connection to a server by name, and the message if that fails.
// Blocks the caller until `stop_fd` is readable or the time is up.
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
  Duration timeout{};            // for the name and all its addresses together; more than zero
};

// A non-blocking socket, connected to the first address of the host that answers. Addresses are tried in the
// resolver's order; the next one starts when the one before has failed or has not answered for
// kNextAddressAfter. Errors say what was tried and what came of it. Fault::kInterrupted as soon as `stop_fd`
// is readable.
Result<Fd> connect_to(const ConnectRequest& request, int stop_fd);

// The same for addresses that are known; `name` is the host in messages.
Result<Fd> connect_to_any(std::span<const Endpoint> endpoints, const std::string& name, Instant deadline,
                          int stop_fd);

// "refused, nothing listens there": why a connect failed.
std::string describe_connect_failure(Errno code);

struct FailedConnect {
  Endpoint to;
  std::string why;
};
// "cannot connect to NAME (ADDRESS:PORT: why; ...)"
std::string cannot_connect(const std::string& name, std::span<const FailedConnect> failures);

}  // namespace sounder
