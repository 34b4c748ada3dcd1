// A subcommand: one row of the table in main.cc, one command_*.cc each.
#pragma once

#include <CLI/CLI.hpp>
#include <functional>
#include <string>
#include <vector>

#include "base/result.h"
#include "base/stop_signal.h"

namespace sounder {

// Runs a command whose words have been parsed. Returns the exit code (docs/cli.md); an error is printed by
// main.
struct RunContext {
  const StopSignal& stop;
  std::string command_line;  // as it was typed, words joined by spaces
};
using Run = std::function<Result<int>(const RunContext& context)>;

struct Command {
  const char* name;
  const char* summary;  // English; translated where it is shown
  // Adds the command's flags to `app`. Values are taken as words and parsed by us, so that errors are ours.
  Run (*declare)(CLI::App& app);
};

Run declare_serve(CLI::App& app);
Run declare_connect(CLI::App& app);
Run declare_load(CLI::App& app);
Run declare_scan(CLI::App& app);

namespace exit_code {
inline constexpr int kDone = 0;
inline constexpr int kShort = 1;  // probes untested, echo mismatches, clients cut at the drain deadline
inline constexpr int kBadInput = 2;
inline constexpr int kMachineRefused = 3;  // address in use, privilege missing, file not writable
inline constexpr int kInterrupted = 130;   // 128 + SIGINT, as shells say it
}  // namespace exit_code

int exit_code_of(Fault fault);

}  // namespace sounder
