#include <fmt/format.h>

#include "cli/choices.h"
#include "cli/flag_rows.h"
#include "cli/pages/completions.h"
#include "cli/pages/value_kind.h"

namespace sounder::pages {
namespace {

constexpr std::string_view kHead = R"bash(# bash completion for sounder, made from the table of its flags
)bash";

// What is the same whatever the table says. Readline splits words at "=" too, and completes what follows it.
constexpr std::string_view kTail = R"bash(
_sounder_offer()
{
    local reply
    while IFS= read -r reply; do
        COMPREPLY+=("$reply")
    done < <(compgen "$@" -- "$word")
}

_sounder_offer_kind()
{
    case $kind in
        words\ *) _sounder_offer -W "${kind#words }" ;;
        file) compopt -o default 2>/dev/null ;;
        host)
            # bash-completion, where it is loaded, knows the hosts of ssh as well
            if declare -F _known_hosts_real >/dev/null; then
                _known_hosts_real -- "$word"
            else
                _sounder_offer -A hostname
            fi
            ;;
        interface) _sounder_offer -W "$(cd /sys/class/net 2>/dev/null && echo *)" ;;
        service) _sounder_offer -A service ;;
    esac
}

_sounder()
{
    local word command= flag= kind= arguments=0 i
    COMPREPLY=()
    for ((i = 1; i < COMP_CWORD; i++)); do
        word=${COMP_WORDS[i]}
        if [[ $word == "=" ]]; then
            continue
        elif [[ $flag ]]; then
            flag=
        elif [[ $word == -* ]]; then
            _sounder_kind "$command" "$word"
            [[ $kind ]] && flag=$word
        elif [[ ! $command ]]; then
            command=$word
        else
            ((++arguments))
        fi
    done
    word=${COMP_WORDS[COMP_CWORD]}
    if [[ $word == "=" || ${COMP_WORDS[COMP_CWORD - 1]} == "=" ]]; then
        [[ $flag ]] || return
        [[ $word == "=" ]] && word=
    fi
    if [[ $flag ]]; then
        _sounder_kind "$command" "$flag"
        _sounder_offer_kind
    elif [[ $word == -* ]]; then
        _sounder_offer -W "$(_sounder_flags "$command")"
    else
        _sounder_kind "$command" "$((arguments + 1))"
        _sounder_offer_kind
    fi
}

complete -F _sounder sounder
)bash";

std::string commands_in(const CLI::App& program) {
  std::vector<std::string> names;
  for (const CLI::App* command : commands_of(program)) names.push_back(command->get_name());
  return fmt::format("{}", fmt::join(names, " "));
}

std::string kind_word(const CLI::App& program, const std::string& type_name) {
  switch (kind_of(type_name)) {
    case ValueKind::kWords:
      return fmt::format("words {}", fmt::join(words_of_type_name(type_name), " "));
    case ValueKind::kFile:
      return "file";
    case ValueKind::kHost:
      return "host";
    case ValueKind::kInterface:
      return "interface";
    case ValueKind::kService:
      return "service";
    case ValueKind::kCommand:
      return "words " + commands_in(program);
    case ValueKind::kUnknown:
      break;
  }
  return "unknown";
}

// The patterns of `case` that a flag, or a word by itself, is known by.
std::string pattern(const std::string& command, const Flag& flag) {
  if (flag.by_itself)
    return flag.repeats ? fmt::format("'{} '[0-9]*", command) : fmt::format("'{} 1'", command);
  std::string patterns;
  for (const std::string& name : flag.names)
    patterns += fmt::format("{}'{} {}'", patterns.empty() ? "" : " | ", command, name);
  return patterns;
}

std::string flags_line(const std::string& command, const CLI::App& app) {
  std::vector<std::string> names;
  for (const Flag& flag : flags_of(app))
    if (!flag.by_itself) names.insert(names.end(), flag.names.begin(), flag.names.end());
  return fmt::format("        '{}') echo '{}' ;;\n", command, fmt::join(names, " "));
}

std::string kind_lines(const CLI::App& program, const std::string& command, const CLI::App& app) {
  std::string lines;
  for (const Flag& flag : flags_of(app))
    if (!flag.value.empty())
      lines +=
          fmt::format("        {}) kind='{}' ;;\n", pattern(command, flag), kind_word(program, flag.value));
  return lines;
}

}  // namespace

std::string bash_completion(const CLI::App& program) {
  std::string flags = flags_line("", program);
  std::string kinds = fmt::format("        ' 1') kind='words {}' ;;\n", commands_in(program));
  kinds += kind_lines(program, "", program);
  for (const CLI::App* command : commands_of(program)) {
    flags += flags_line(command->get_name(), *command);
    kinds += kind_lines(program, command->get_name(), *command);
  }
  return fmt::format(
      "{}_sounder_flags()\n{{\n    case $1 in\n{}    esac\n}}\n\n"
      "# Sets `kind` to what follows a flag of a command, or stands there as word number N by itself; to "
      "nothing\n"
      "# where a flag takes no value.\n"
      "_sounder_kind()\n{{\n    kind=\n    case \"$1 $2\" in\n{}    esac\n}}\n{}",
      kHead, flags, kinds, kTail);
}

}  // namespace sounder::pages
