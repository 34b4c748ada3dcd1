#include "tests/cli/help_rows.h"

#include <sstream>

namespace sounder::test {
namespace {

// "-p, --ports PORTS" is one flag, "--source ADDR, --interface NAME" and "--quiet, --progress FORM" are two:
// a flag has one long name, and its value is the last word of it.
std::vector<HelpRow> rows_of(const std::string& line) {
  HelpRow row;
  const std::size_t gap = line.find("  ", 2);
  row.left = line.substr(2, gap - 2);
  const std::size_t right = line.find_first_not_of(' ', gap);
  if (gap != std::string::npos && right != std::string::npos) row.description = line.substr(right);
  std::vector<HelpRow> rows{row};
  std::istringstream words(row.left);
  for (std::string word; words >> word;) {
    if (word.ends_with(',')) word.pop_back();
    HelpRow& last = rows.back();
    if (!word.starts_with('-')) {
      last.value = word;
    } else if (!last.value.empty() || (!last.names.empty() && last.names.back().starts_with("--"))) {
      rows.push_back(row);
      rows.back().names.push_back(word);
    } else {
      last.names.push_back(word);
    }
  }
  return rows;
}

}  // namespace

std::set<std::string> Help::flags() const {
  std::set<std::string> all;
  for (const HelpRow& row : rows) all.insert(row.names.begin(), row.names.end());
  return all;
}

Help help_of(const std::string& command, const std::string& language) {
  std::vector<std::string> words{SOUNDER, "--lang", language};
  if (!command.empty()) words.push_back(command);
  words.emplace_back("--help");
  Help help{command, {}};
  bool listing_commands = false;
  for (const std::string& line : lines_of(run_program(words).output)) {
    if (line.empty())
      listing_commands = !listing_commands;  // the list of commands stands between empty lines
    if (line.starts_with("  ") && !listing_commands)
      for (HelpRow& row : rows_of(line)) help.rows.push_back(std::move(row));
  }
  return help;
}

std::vector<std::string> help_commands() {
  std::vector<std::string> commands;
  bool listing = false;
  for (const std::string& line : lines_of(run_program({SOUNDER, "--lang", "en", "--help"}).output)) {
    if (line.empty()) listing = !listing;
    if (listing && line.starts_with("  ")) commands.push_back(rows_of(line).front().left);
  }
  return commands;
}

Outcome run_program(const std::vector<std::string>& words, const ProgramStart& start) {
  Program program(words, start);
  program.close_input();
  const auto exit = program.wait_exit();
  return {exit.value_or(-1), program.output(), program.error()};
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

}  // namespace sounder::test
