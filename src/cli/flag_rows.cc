#include "cli/flag_rows.h"

#include <fmt/format.h>

namespace sounder {
namespace {

std::vector<std::string> names_of(const CLI::Option& option) {
  if (option.get_positional()) return {option.get_single_name()};
  std::vector<std::string> names;
  for (const std::string& name : option.get_snames()) names.push_back("-" + name);
  for (const std::string& name : option.get_lnames()) names.push_back("--" + name);
  return names;
}

std::string value_of(const CLI::Option& option) {
  if (option.get_positional()) return option.get_single_name();
  return option.get_items_expected_max() > 0 ? option.get_type_name() : "";
}

bool repeats(const CLI::Option& option) {
  return option.get_positional() ? option.get_items_expected_max() > 1
                                 : option.get_multi_option_policy() == CLI::MultiOptionPolicy::TakeAll;
}

}  // namespace

std::vector<Flag> flags_of(const CLI::App& app) {
  std::vector<Flag> flags;
  for (const CLI::Option* option : app.get_options({}))
    flags.push_back({names_of(*option), value_of(*option), option->get_description(),
                     option->get_positional(), repeats(*option)});
  return flags;
}

std::string FlagRow::left() const {
  std::string left;
  for (std::size_t i = 0; i < flags.size(); ++i) {
    const Flag& flag = flags[i];
    left += fmt::format("{}{}", i == 0 ? "" : ", ", fmt::join(flag.names, ", "));
    const bool next_has_it = i + 1 < flags.size() && flags[i + 1].value == flag.value;
    if (!flag.by_itself && !flag.value.empty() && !next_has_it) left += " " + flag.value;
  }
  return left;
}

std::vector<FlagRow> rows_of(const std::vector<Flag>& flags) {
  std::vector<FlagRow> rows;
  for (const Flag& flag : flags) {
    if (rows.empty() || rows.back().flags.back().description != flag.description) rows.emplace_back();
    rows.back().flags.push_back(flag);
  }
  return rows;
}

std::string usage_of(const CLI::App& app) {
  if (app.get_parent() == nullptr) return app.get_name() + " COMMAND";
  std::string usage = app.get_parent()->get_name() + " " + app.get_name();
  for (const CLI::Option* option : app.get_options({})) {
    if (!option->get_positional()) continue;
    const std::string word = option->get_single_name() + (repeats(*option) ? "..." : "");
    usage += option->get_required() ? " " + word : " [" + word + "]";
  }
  return usage;
}

std::vector<const CLI::App*> commands_of(const CLI::App& app) {
  return app.get_subcommands([](const CLI::App*) { return true; });
}

}  // namespace sounder
