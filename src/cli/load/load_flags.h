// The flags of `sounder load` as they were typed, and the job they describe.
#pragma once

#include <string>
#include <vector>

#include "cli/command.h"
#include "cli/server_target.h"
#include "cli/tls_flags.h"
#include "echo/load/load_options.h"

namespace sounder {

struct LoadFlags {
  ServerTargetFlags target;
  std::vector<std::string> words;  // after the host: its port; after "merge": files
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
  TlsFlags tls;
};

struct LoadJob {
  ConnectRequest server;  // where options.target comes from
  std::unique_ptr<TlsClient> tls;
  LoadOptions options;  // without target; threads 0 and sources empty unless given
  std::string json;     // empty: text for people
};

void declare_load_flags(CLI::App& app, LoadFlags& flags);

// `sounder load merge FILE...`: no run, but the sum of runs. A host of that name has a port behind it.
inline bool wants_merging(const LoadFlags& flags) { return flags.target.host == "merge"; }

// Errors name the flag and what would be right; Fault::kMachine if the connections are more than the
// descriptors of this process.
Result<LoadJob> parse_load(const LoadFlags& flags);

// The options for the address that the server has: checks the sources and chooses what was not given.
Result<LoadOptions> aim_load(const LoadJob& job, const Endpoint& target);

}  // namespace sounder
