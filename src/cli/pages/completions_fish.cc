#include <fmt/format.h>

#include <set>

#include "cli/choices.h"
#include "cli/flag_rows.h"
#include "cli/pages/completions.h"
#include "cli/pages/value_kind.h"

namespace sounder::pages {
namespace {

std::string in_quotes(std::string_view text) {
  std::string out = "'";
  for (const char c : text) {
    if (c == '\'' || c == '\\') out += '\\';
    out += c;
  }
  return out + "'";
}

std::string offer(const std::string& words) { return " -x -a " + in_quotes(words); }

// What follows a flag; -x: it is no file.
std::string value_part(const std::string& type_name) {
  switch (kind_of(type_name)) {
    case ValueKind::kWords:
      return offer(fmt::format("{}", fmt::join(words_of_type_name(type_name), " ")));
    case ValueKind::kFile:
      return " -r -F";
    case ValueKind::kHost:
      return offer("(__fish_print_hostnames)");
    case ValueKind::kInterface:
      return offer("(__fish_print_interfaces)");
    case ValueKind::kService:
      return offer("(string replace -rf '^([a-z]\\S*)\\s+\\d+/tcp.*' '$1' </etc/services)");
    case ValueKind::kCommand:
      return offer("(__sounder_commands)");
    case ValueKind::kUnknown:
      break;
  }
  return " -x";
}

std::string line_of(const std::string& where, const Flag& flag) {
  std::string line = fmt::format("complete -c sounder -n '{}'", where);
  if (!flag.by_itself)
    for (const std::string& name : flag.names)
      line += name.starts_with("--") ? " -l " + name.substr(2) : " -s " + name.substr(1);
  if (!flag.value.empty()) line += value_part(flag.value);
  return fmt::format("{} -d {}\n", line, in_quotes(flag.description));
}

std::string lines_of(const CLI::App& command) {
  const std::string within = "__sounder_in " + command.get_name();
  std::string lines;
  for (const Flag& flag : flags_of(command))
    lines += line_of(flag.by_itself && !flag.repeats ? within + " 1" : within, flag);
  return lines;
}

// The flags with a value, of all commands.
std::string flags_with_value(const CLI::App& program) {
  std::set<std::string> names;
  const auto add = [&](const CLI::App& app) {
    for (const Flag& flag : flags_of(app))
      if (!flag.by_itself && !flag.value.empty()) names.insert(flag.names.begin(), flag.names.end());
  };
  add(program);
  for (const CLI::App* command : commands_of(program)) add(*command);
  return fmt::format("{}", fmt::join(names, " "));
}

}  // namespace

std::string fish_completion(const CLI::App& program) {
  std::string names;
  std::string lines;
  for (const Flag& flag : flags_of(program)) lines += line_of("__sounder_in", flag);
  for (const CLI::App* command : commands_of(program)) {
    names += fmt::format("    printf '%s\\t%s\\n' {} {}\n", command->get_name(),
                         in_quotes(command->get_description()));
    lines += lines_of(*command);
  }
  return fmt::format(
      R"fish(# fish completion for sounder, made from the table of its flags

function __sounder_commands
{}end

# The words before the cursor that are neither flags nor values of flags.
function __sounder_words
    set -l is_value 0
    for word in (commandline -opc)[2..]
        if test $is_value = 1
            set is_value 0
        else if contains -- $word {}
            set is_value 1
        else if not string match -q -- '-*' $word
            echo $word
        end
    end
end

# __sounder_in [COMMAND [N]]: whether the cursor is after that command, as word number N by itself; without
# COMMAND: before any.
function __sounder_in
    set -l words (__sounder_words)
    test "$words[1]" = "$argv[1]"; or return 1
    test (count $argv) -lt 2; or test (count $words) -eq $argv[2]
end

complete -c sounder -f
complete -c sounder -n __sounder_in -a '(__sounder_commands)'
{})fish",
      names, flags_with_value(program), lines);
}

}  // namespace sounder::pages
