// The commands and flags as one table, before any word is parsed: what CLI11 parses with, and what the help,
// the suggestions, the man pages and the completions are made from. Its texts are in the language set. Values
// of flags land in what a command's Run owns, which may outlive the table. One thread.
#pragma once

#include <CLI/CLI.hpp>
#include <span>
#include <string>
#include <vector>

#include "cli/command.h"

namespace sounder {

class CommandTable {
 public:
  CommandTable(std::span<const Command> commands, MachineDefaults defaults);
  CommandTable(const CommandTable&) = delete;
  CommandTable& operator=(const CommandTable&) = delete;

  struct Row {
    CLI::App* app;
    Run run;
  };

  CLI::App& app() { return app_; }
  const std::vector<Row>& rows() const { return rows_; }
  const CLI::App& help() const { return *help_; }      // `sounder help`, which is no row: it runs nothing
  const std::string& topic() const { return topic_; }  // the word after it

 private:
  void add_common(CLI::App& where);

  std::string language_;  // language_flag() and color_flag() have read them before
  std::string color_;
  std::string topic_;
  CLI::App app_;
  CLI::App* help_ = nullptr;
  std::vector<Row> rows_;
};

}  // namespace sounder
