#include <fmt/format.h>

#include "base/text.h"
#include "cli/choices.h"
#include "cli/flag_rows.h"
#include "cli/pages/completions.h"
#include "cli/pages/value_kind.h"

namespace sounder::pages {
namespace {

// `special` with backslashes before them, inside single quotes.
std::string in_quotes(std::string_view text, std::string_view special) {
  std::string out;
  for (const char c : text) {
    if (c == '\'') {
      out += "'\\''";
      continue;
    }
    if (special.contains(c)) out += '\\';
    out += c;
  }
  return out;
}

// What _arguments does for a value (zshcompsys(1)); a space alone: it says what is wanted, and offers
// nothing.
std::string action(const std::string& type_name) {
  switch (kind_of(type_name)) {
    case ValueKind::kWords:
      return fmt::format("({})", fmt::join(words_of_type_name(type_name), " "));
    case ValueKind::kFile:
      return "_files";
    case ValueKind::kHost:
      return "_hosts";
    case ValueKind::kInterface:
      return "_net_interfaces";
    case ValueKind::kService:
      return "_sequence _ports";
    case ValueKind::kCommand:
      return "_sounder_commands";
    case ValueKind::kUnknown:
      break;
  }
  return " ";
}

std::string value_part(const Flag& flag) {
  return flag.value.empty() ? "" : fmt::format(":{}:{}", in_quotes(flag.value, ":\\"), action(flag.value));
}

// The specification of a word by itself: its place among those words counts from 1.
std::string positional(const Flag& flag, int place) {
  return fmt::format("'{}{}'", flag.repeats ? "*" : fmt::to_string(place), value_part(flag));
}

// The specification of a flag.
std::string spec(const Flag& flag) {
  const std::string rest = fmt::format("'[{}]{}'", in_quotes(flag.description, "[]\\"), value_part(flag));
  std::string specs;
  for (const std::string& name : flag.names) {
    const std::string_view joint = flag.value.empty() ? "" : name.starts_with("--") ? "=" : "+";
    const std::string others = flag.repeats ? "*" : fmt::format("({})", fmt::join(flag.names, " "));
    specs += fmt::format("{}'{}'{}{}{}", specs.empty() ? "" : " \\\n        ", others, name, joint, rest);
  }
  return specs;
}

std::string specs_of(const CLI::App& app) {
  std::string specs;
  int place = 0;
  for (const Flag& flag : flags_of(app))
    specs += fmt::format(" \\\n        {}", flag.by_itself ? positional(flag, ++place) : spec(flag));
  return specs;
}

}  // namespace

std::string zsh_completion(const CLI::App& program) {
  std::string commands;
  std::string cases;
  for (const CLI::App* command : commands_of(program)) {
    commands +=
        fmt::format("        '{}:{}'\n", command->get_name(), in_quotes(command->get_description(), ":\\"));
    cases += fmt::format("      {})\n        _arguments -s{} && ret=0\n        ;;\n", command->get_name(),
                         specs_of(*command));
  }
  return fmt::format(
      R"zsh(#compdef sounder
# zsh completion for sounder, made from the table of its flags

_sounder_commands() {{
    local -a commands=(
{}    )
    _describe -t commands command commands
}}

_sounder() {{
    local context state state_descr line ret=1
    typeset -A opt_args
    _arguments -C{} \
        '1:COMMAND:_sounder_commands' \
        '*:: :->words' && ret=0
    [[ $state == words ]] || return ret
    case $words[1] in
{}    esac
    return ret
}}

_sounder "$@"
)zsh",
      commands, specs_of(program), cases);
}

}  // namespace sounder::pages
