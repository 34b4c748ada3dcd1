// The words of `sounder load`, and the job they make.
#pragma once

#include <string>

#include "cli/command.h"
#include "cli/tls_flags.h"
#include "echo/connect/client.h"
#include "echo/load/load_options.h"

namespace sounder {

struct LoadWords {
  std::string target;
  std::string connections;
  std::string size;
  std::string rate;
  std::string duration;
  bool churn = false;
  bool udp = false;
  std::string pipeline;
  std::string threads;
  std::string source;
  std::string timeout;
  std::string json;
  TlsWords tls;
  bool only_ipv4 = false;
  bool only_ipv6 = false;
};

struct LoadJob {
  ConnectRequest host;  // where options.target comes from
  std::unique_ptr<TlsClient> tls;
  LoadOptions options;  // without target; threads 0 and sources empty where nobody says
  std::string json;     // empty: text for people
};

void declare_load_flags(CLI::App& app, LoadWords& words);

// Errors name the flag and what would be right; Fault::kMachine if the connections are more than the
// descriptors of this process.
Result<LoadJob> parse_load(const LoadWords& words);

// The job aimed at what its host turned out to be: checks the sources and fills in what nobody said.
Result<LoadOptions> aim_load(const LoadJob& job, const Endpoint& target);

}  // namespace sounder
