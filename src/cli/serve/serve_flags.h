// `sounder serve`: the flags as they were typed, and the job they describe.
#pragma once

#include <CLI/CLI.hpp>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "cli/machine_defaults.h"
#include "echo/serve/server_model.h"
#include "echo/serve/udp.h"
#include "net/address.h"

namespace sounder {

struct ServeFlags {
  std::vector<std::string> listen;
  std::string port;
  std::string model;
  std::string threads;
  std::string max_connections;
  std::string max_per_address;
  std::string idle_timeout;
  std::string drain;
  std::string log;
  std::string tls_certificate;
  std::string tls_key;
  std::string udp_rate;
  std::string metrics;
  bool udp = false;
};

struct ListenPlaces {
  std::vector<Port> every_address;
  std::vector<Endpoint> endpoints;
  bool given = false;  // by a flag
};

struct ServeJob {
  ListenPlaces listen;
  ModelChoice model;
  ServerOptions options;
  bool json_log = false;
  std::optional<UdpOptions> udp{};
  std::optional<Endpoint> metrics{};
  std::shared_ptr<TlsServer> tls{};  // nullptr: plain
};

void declare_serve_flags(CLI::App& app, ServeFlags& flags, MachineDefaults defaults);

// Errors name the flag and what would be right. Asks the system for the descriptor limit.
Result<ServeJob> parse_serve_job(const ServeFlags& flags);

}  // namespace sounder
