// The server that `connect` and `load` are told to use: HOST[:PORT] or HOST PORT, and -4 or -6.
#pragma once

#include <CLI/CLI.hpp>
#include <string>

#include "base/result.h"
#include "echo/open_connection.h"

namespace sounder {

struct ServerTargetFlags {
  std::string host;  // with or without a port
  std::string port;
  bool only_ipv4 = false;
  bool only_ipv6 = false;
};

// HOST and PORT. The rows of -4 and -6 come last in a help, so they have a call of their own.
void declare_server_target(CLI::App& app, ServerTargetFlags& flags);
void declare_family_flags(CLI::App& app, ServerTargetFlags& flags);

// Without the timeout. The port is kEchoPort if none is given. Fault::kInput for a URL, two different ports,
// and -4 with -6.
Result<ConnectRequest> parse_server_target(const ServerTargetFlags& flags);

}  // namespace sounder
