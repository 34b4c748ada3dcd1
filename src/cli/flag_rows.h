// The flags of a command as its help, its man page and its completions show them: the table (command_table.h)
// as plain values.
#pragma once

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

namespace sounder {

// A flag, or a word that stands by itself (TARGET): then `names` is one name, and `value` the same.
struct Flag {
  std::vector<std::string> names;  // "-p", "--ports"
  std::string value;               // "PORTS", "auto|connect|syn"; empty: it takes none
  std::string description;
  bool by_itself = false;
  bool repeats = false;
};

std::vector<Flag> flags_of(const CLI::App& app);

// Neighbours with the same description are ways to say the same kind of thing, and share a row.
struct FlagRow {
  std::vector<Flag> flags;
  std::string left() const;  // "--json, --xml FILE"; "--source ADDR, --interface NAME"
};
std::vector<FlagRow> rows_of(const std::vector<Flag>& flags);

// "sounder scan [TARGET...]", and of a table of commands "sounder COMMAND"
std::string usage_of(const CLI::App& app);
std::vector<const CLI::App*> commands_of(const CLI::App& app);

}  // namespace sounder
