#include "cli/help_formatter.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"

namespace sounder {
namespace {

struct Row {
  std::string left;
  std::string right;
};

// "-p, --ports PORTS" ; a flag that takes no value has no type name
std::string left_of(const CLI::Option& option) {
  std::vector<std::string> names;
  for (const std::string& name : option.get_snames()) names.push_back("-" + name);
  for (const std::string& name : option.get_lnames()) names.push_back("--" + name);
  std::string left = fmt::format("{}", fmt::join(names, ", "));
  if (option.get_items_expected_max() > 0 && !option.get_type_name().empty())
    left += " " + option.get_type_name();
  return left;
}

std::string usage_of(const CLI::App& app, const std::string& name) {
  std::string usage = name.empty() ? app.get_name() : name + " " + app.get_name();
  for (const CLI::Option* option : app.get_options({})) {
    if (!option->get_positional()) continue;
    std::string word = option->get_single_name();
    if (option->get_items_expected_max() > 1) word += "...";
    usage += option->get_required() ? " " + word : " [" + word + "]";
  }
  return usage;
}

std::string table(const std::vector<Row>& rows) {
  std::size_t width = 0;
  for (const Row& row : rows) width = std::max(width, row.left.size());
  std::string out;
  for (const Row& row : rows) out += fmt::format("  {:<{}}  {}\n", row.left, width, row.right);
  return out;
}

}  // namespace

std::string HelpFormatter::make_help(const CLI::App* app, std::string name, CLI::AppFormatMode) const {
  const auto commands = app->get_subcommands([](const CLI::App*) { return true; });
  std::string out =
      text(tr("Usage: {0} [FLAG...]"), commands.empty() ? usage_of(*app, name) : "sounder COMMAND") + "\n";
  out += app->get_description() + "\n\n";

  std::vector<Row> rows;
  for (const CLI::App* command : commands) rows.push_back({command->get_name(), command->get_description()});
  if (!rows.empty()) out += table(rows) + "\n";

  rows.clear();
  for (const CLI::Option* option : app->get_options({}))
    if (!option->get_positional()) rows.push_back({left_of(*option), option->get_description()});
  return out + table(rows);
}

}  // namespace sounder
