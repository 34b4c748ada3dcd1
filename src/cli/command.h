// A subcommand: one row of the table in commands.cc, one command_*.cc each.
#pragma once

#include <CLI/CLI.hpp>
#include <functional>
#include <string>
#include <vector>

#include "base/result.h"
#include "base/stop_signal.h"
#include "cli/color.h"
#include "cli/exit_codes.h"
#include "cli/machine_defaults.h"

namespace sounder {

// Runs a command whose words have been parsed. Returns the exit code (docs/cli.md); an error is printed by
// main.
struct RunContext {
  const StopSignal& stop;
  std::string command_line;  // as it was typed, words joined by spaces
  ColorChoice color = ColorChoice::kAuto;
};
using Run = std::function<Result<int>(const RunContext& context)>;

struct Command {
  const char* name;
  const char* summary;  // English; translated where it is shown
  // Adds the command's flags to `app`. Values are taken as words and parsed by us, so that errors are ours.
  Run (*declare)(CLI::App& app, MachineDefaults defaults);
};

Run declare_serve(CLI::App& app, MachineDefaults defaults);
Run declare_connect(CLI::App& app, MachineDefaults defaults);
Run declare_load(CLI::App& app, MachineDefaults defaults);
Run declare_scan(CLI::App& app, MachineDefaults defaults);

// One row a subcommand, in the order of the help.
const std::vector<Command>& commands();

}  // namespace sounder
