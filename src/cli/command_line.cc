#include "cli/command_line.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <ranges>

#include "base/text.h"
#include "cli/command_table.h"
#include "cli/suggest.h"

namespace sounder {
namespace {

constexpr std::string_view kLangFlag = "--lang";
constexpr std::string_view kColorFlag = "--color";

// Calls take(value) for each value of this flag, wherever it stands on the line, until one is an error.
Result<void> each_value(std::span<char*> words, std::string_view flag,
                        const std::function<Result<void>(std::string_view)>& take) {
  for (std::size_t i = 1; i < words.size(); ++i) {
    const std::string_view word = words[i];
    std::optional<std::string_view> value;
    if (word == flag && i + 1 < words.size()) value = words[i + 1];
    if (word.starts_with(flag) && word.substr(flag.size()).starts_with('='))
      value = word.substr(flag.size() + 1);
    if (!value) continue;
    if (const auto taken = take(*value); !taken) return taken;
  }
  return {};
}

Result<std::string> check_language(std::string_view word) {
  if (std::ranges::find(languages(), word) != languages().end()) return std::string(word);
  return bad_input(
      text(tr("no messages in the language '{0}'; there are: {1}"), word, fmt::join(languages(), ", ")));
}

std::vector<std::string> flag_names(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::Option* option : app.get_options({}))
    for (const std::string& name : option->get_lnames()) names.push_back("--" + name);
  return names;
}

std::string help_of(const CLI::App& app) {
  return app.get_formatter()->make_help(&app, app.get_name(), CLI::AppFormatMode::Normal);
}

// A word that no command and no flag took. A flag first: what follows an unknown flag may be its value.
std::unexpected<Error> unknown_word(const std::vector<std::string>& words, const CLI::App& command) {
  const auto flag =
      std::ranges::find_if(words, [](const std::string& w) { return w.size() > 1 && w[0] == '-'; });
  if (flag == words.end())
    return bad_input(
        text(tr("unexpected argument '{0}'; see: sounder help {1}"), words.front(), command.get_name()));
  const std::string name = flag->substr(0, flag->find('='));
  if (const auto near = nearest(name, flag_names(command)))
    return bad_input(text(tr("unknown flag '{0}'; did you mean '{1}'?"), name, *near));
  return bad_input(text(tr("unknown flag '{0}'; see: sounder help {1}"), name, command.get_name()));
}

std::unexpected<Error> unknown_command(const std::vector<std::string>& words,
                                       std::span<const Command> commands) {
  const std::string& word = words.front();
  if (word.starts_with('-')) return bad_input(text(tr("unknown flag '{0}'; see: sounder --help"), word));
  std::vector<std::string> names{"help"};
  for (const Command& command : commands) names.emplace_back(command.name);
  if (const auto near = nearest(word, names))
    return bad_input(text(tr("unknown command '{0}'; did you mean '{1}'?"), word, *near));
  return bad_input(text(tr("unknown command '{0}'; see: sounder --help"), word));
}

const CLI::App& chosen_command(CommandTable& table) {
  const auto chosen = std::ranges::find_if(table.rows(), [](const auto& row) { return row.app->parsed(); });
  if (chosen != table.rows().end()) return *chosen->app;
  return table.help().parsed() ? table.help() : table.app();
}

const CLI::Option* option_of(const CLI::App& app, const std::string& name) {
  return app.get_option_no_throw(name);
}

std::unexpected<Error> missing_word(const CLI::App& command) {
  for (const CLI::Option* option : command.get_options({}))
    if (option->get_required() && option->count() == 0)
      return bad_input(
          text(tr("{0} is missing; see: sounder help {1}"), option->get_name(), command.get_name()));
  return bad_input(text(tr("an argument is missing; see: sounder help {0}"), command.get_name()));
}

// A flag without its value stands last: any word after it would be the value. Else a flag that takes none has
// one, behind a =.
std::unexpected<Error> wrong_value(std::span<char*> words, const CLI::App& command) {
  for (const std::string word : words.subspan(1)) {
    const std::size_t equals = word.find('=');
    if (!word.starts_with('-') || equals == std::string::npos) continue;
    const CLI::Option* option = option_of(command, word.substr(0, equals));
    if (option != nullptr && option->get_items_expected_max() == 0)
      return bad_input(text(tr("'{0}' takes no value"), word.substr(0, equals)));
  }
  const std::string last = words.back();
  // The last of several short flags in one word: -6p
  const CLI::Option* option =
      option_of(command, last.starts_with("--") || last.empty() ? last : std::string{'-', last.back()});
  return bad_input(text(tr("'{0}' needs a value after it"), option == nullptr ? last : option->get_name()));
}

}  // namespace

Result<std::optional<std::string>> language_flag(std::span<char*> words) {
  std::optional<std::string> chosen;
  const auto read = each_value(words, kLangFlag, [&](std::string_view value) -> Result<void> {
    const auto language = check_language(value);
    if (!language) return std::unexpected(language.error());
    chosen = *language;
    return {};
  });
  if (!read) return std::unexpected(read.error());
  return chosen;
}

Result<std::optional<ColorChoice>> color_flag(std::span<char*> words) {
  std::optional<ColorChoice> chosen;
  const auto read = each_value(words, kColorFlag, [&](std::string_view value) -> Result<void> {
    const auto color = kColorChoices.parse(kColorFlag, std::string(value));
    if (!color) return std::unexpected(color.error());
    chosen = *color;
    return {};
  });
  if (!read) return std::unexpected(read.error());
  return chosen;
}

Result<std::variant<Run, PrintText>> parse_command_line(std::span<char*> words,
                                                        std::span<const Command> commands) {
  CommandTable table(commands, MachineDefaults::kNumbers);
  CLI::App& app = table.app();
  try {
    app.parse(static_cast<int>(words.size()), words.data());
  } catch (const CLI::CallForHelp&) {
    const auto chosen = std::ranges::find_if(table.rows(), [](const auto& row) { return row.app->parsed(); });
    if (chosen == table.rows().end() && !table.help().parsed() && app.remaining_size() > 0)
      return unknown_command(app.remaining(), commands);
    return PrintText{help_of(chosen == table.rows().end() ? app : *chosen->app)};
  } catch (const CLI::CallForVersion&) {
    return PrintText{fmt::format("sounder {}\n", SOUNDER_VERSION)};
  } catch (const CLI::RequiredError&) {
    return missing_word(chosen_command(table));
  } catch (const CLI::ArgumentMismatch&) {
    return wrong_value(words, chosen_command(table));
  }

  if (table.help().parsed()) {
    if (table.topic().empty()) return PrintText{help_of(app)};
    for (const auto& [sub, run] : table.rows())
      if (sub->get_name() == table.topic()) return PrintText{help_of(*sub)};
    return unknown_command({table.topic()}, commands);
  }
  const std::vector<std::string> rest = app.remaining(true);
  for (const auto& [sub, run] : table.rows()) {
    if (!sub->parsed()) continue;
    if (!rest.empty()) return unknown_word(rest, *sub);
    return run;
  }
  if (!rest.empty()) return unknown_command(rest, commands);
  return PrintText{help_of(app), exit_code::kBadInput};
}

}  // namespace sounder
