#include "cli/command_line.h"

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <ranges>

#include "base/text.h"
#include "cli/help_formatter.h"
#include "cli/suggest.h"

namespace sounder {
namespace {

constexpr std::string_view kLangFlag = "--lang";

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
  const std::string name = app.get_parent() == nullptr ? "sounder" : "sounder " + app.get_name();
  return app.get_formatter()->make_help(&app, name, CLI::AppFormatMode::Normal);
}

// A word that no command and no flag took. A flag first: what follows an unknown flag may be its value.
std::unexpected<Error> unknown_word(const std::vector<std::string>& words, const CLI::App& command) {
  const auto flag =
      std::ranges::find_if(words, [](const std::string& w) { return w.size() > 1 && w[0] == '-'; });
  if (flag == words.end())
    return bad_input(
        text(tr("'{0}' is one word too many; see: sounder help {1}"), words.front(), command.get_name()));
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

// CLI11's own errors that can still happen: a word that is missing, a flag without its value, or a value for
// a flag that takes none.
std::unexpected<Error> wrong_use(const CLI::ParseError& error) {
  const std::string what = error.what();
  if (error.get_name() == "RequiredError")
    return bad_input(text(tr("{0} is missing; see: sounder --help"), what.substr(0, what.find(' '))));
  const std::string name = what.substr(0, what.find_first_of(": "));
  if (what.ends_with("missing")) return bad_input(text(tr("'{0}' needs a value after it"), name));
  const bool bare = !name.starts_with('-');  // CLI11 leaves the dashes out here
  return bad_input(text(tr("'{0}' takes no value"), (!bare ? "" : name.size() == 1 ? "-" : "--") + name));
}

}  // namespace

Result<std::optional<std::string>> language_flag(std::span<char*> words) {
  std::optional<std::string> chosen;
  for (std::size_t i = 1; i < words.size(); ++i) {
    const std::string_view word = words[i];
    std::optional<std::string_view> value;
    if (word == kLangFlag && i + 1 < words.size()) value = words[i + 1];
    if (word.starts_with(kLangFlag) && word.substr(kLangFlag.size()).starts_with('='))
      value = word.substr(kLangFlag.size() + 1);
    if (!value) continue;
    const auto language = check_language(*value);
    if (!language) return std::unexpected(language.error());
    chosen = *language;
  }
  return chosen;
}

Result<std::variant<Run, PrintText>> parse_command_line(std::span<char*> words,
                                                        std::span<const Command> commands) {
  CLI::App app(tr("An echo sounder for TCP: serve answers, connect talks, scan finds who answers."),
               "sounder");
  app.formatter(std::make_shared<HelpFormatter>());
  app.option_defaults()->multi_option_policy(CLI::MultiOptionPolicy::TakeLast);
  app.set_help_flag("-h,--help", tr("show this help"));
  app.set_version_flag("-V,--version", SOUNDER_VERSION, tr("show the version"));
  std::string language;
  const auto add_language = [&](CLI::App& where) {
    where
        .add_option(std::string(kLangFlag), language,
                    text(tr("language of messages: {0}"), fmt::join(languages(), ", ")))
        ->type_name("LANG");
  };
  add_language(app);
  app.allow_extras();
  app.require_subcommand(0, 1);  // a host may be called like a command: after the first one, words are words

  std::vector<std::pair<CLI::App*, Run>> runs;
  for (const Command& command : commands) {
    CLI::App* sub = app.add_subcommand(command.name, tr(command.summary));
    sub->allow_extras();
    runs.emplace_back(sub, command.declare(*sub));
    add_language(*sub);
    for (CLI::Option* option : sub->get_options({}))
      if (option->get_items_expected_max() == 0) option->disable_flag_override();
  }
  std::string topic;
  CLI::App* help = app.add_subcommand("help", tr("show the help of a command"));
  help->add_option("COMMAND", topic, tr("the command"));
  help->allow_extras();
  add_language(*help);

  try {
    app.parse(static_cast<int>(words.size()), words.data());
  } catch (const CLI::CallForHelp&) {
    const auto chosen = std::ranges::find_if(runs, [](const auto& run) { return run.first->parsed(); });
    if (chosen == runs.end() && !help->parsed() && app.remaining_size() > 0)
      return unknown_command(app.remaining(), commands);
    return PrintText{help_of(chosen == runs.end() ? app : *chosen->first)};
  } catch (const CLI::CallForVersion&) {
    return PrintText{fmt::format("sounder {}\n", SOUNDER_VERSION)};
  } catch (const CLI::ParseError& error) {
    return wrong_use(error);
  }

  if (help->parsed()) {
    if (topic.empty()) return PrintText{help_of(app)};
    for (const auto& [sub, run] : runs)
      if (sub->get_name() == topic) return PrintText{help_of(*sub)};
    return unknown_command({topic}, commands);
  }
  const std::vector<std::string> rest = app.remaining(true);
  for (const auto& [sub, run] : runs) {
    if (!sub->parsed()) continue;
    if (!rest.empty()) return unknown_word(rest, *sub);
    return run;
  }
  if (!rest.empty()) return unknown_command(rest, commands);
  return PrintText{help_of(app), exit_code::kBadInput};
}

}  // namespace sounder
