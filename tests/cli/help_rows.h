// What `--help` really prints, taken apart: the flags that pages and completions are held against.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "tests/support/program.h"

namespace sounder::test {

// One flag, or a word by itself. Flags that share a line of the help share its description.
struct HelpRow {
  std::string left;                // the whole line's: "-p, --ports PORTS"
  std::vector<std::string> names;  // "-p", "--ports"; none for a word by itself
  std::string value;               // "PORTS"
  std::string description;
};

struct Help {
  std::string command;  // "" for `sounder --help`
  std::vector<HelpRow> rows;
  std::set<std::string> flags() const;
};

// `sounder COMMAND --help`, or `sounder --help`, in a language.
Help help_of(const std::string& command, const std::string& language = "en");
// The commands that `sounder --help` lists, "help" among them.
std::vector<std::string> help_commands();

struct Outcome {
  int exit = -1;
  std::string output;
  std::string error;
};
// Runs a program to its end, without input.
Outcome run_program(const std::vector<std::string>& words, const ProgramStart& start = {});
std::vector<std::string> lines_of(const std::string& text);

}  // namespace sounder::test
