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

// "-p, --ports"
std::string names_of(const CLI::Option& option) {
  if (option.get_positional()) return option.get_single_name();
  std::vector<std::string> names;
  for (const std::string& name : option.get_snames()) names.push_back("-" + name);
  for (const std::string& name : option.get_lnames()) names.push_back("--" + name);
  return fmt::format("{}", fmt::join(names, ", "));
}

// " PORTS"; nothing for a flag that takes no value
std::string value_of(const CLI::Option& option) {
  const bool takes_value =
      !option.get_positional() && option.get_items_expected_max() > 0 && !option.get_type_name().empty();
  return takes_value ? " " + option.get_type_name() : "";
}

std::string usage_of(const CLI::App& app, const std::string& name) {
  std::string usage = name;
  for (const CLI::Option* option : app.get_options({})) {
    if (!option->get_positional()) continue;
    std::string word = option->get_single_name();
    if (option->get_items_expected_max() > 1) word += "...";
    usage += option->get_required() ? " " + word : " [" + word + "]";
  }
  return usage;
}

// Neighbours with the same description are ways to say the same kind of thing, and share a row.
std::vector<Row> rows_of(const CLI::App& app) {
  std::vector<Row> rows;
  std::string names;
  for (const CLI::Option* option : app.get_options({})) {
    const bool joins = !rows.empty() && rows.back().right == option->get_description();
    names = joins ? fmt::format("{}, {}", names, names_of(*option)) : names_of(*option);
    if (!joins) rows.emplace_back();
    rows.back() = {names + value_of(*option), option->get_description()};
  }
  return rows;
}

// A long left side does not push all others to the right.
std::string table(const std::vector<Row>& rows) {
  constexpr std::size_t kWidest = 24;
  std::size_t width = 0;
  for (const Row& row : rows)
    if (row.left.size() <= kWidest) width = std::max(width, row.left.size());
  std::string out;
  for (const Row& row : rows) out += fmt::format("  {:<{}}  {}\n", row.left, width, row.right);
  return out;
}

}  // namespace

std::string HelpFormatter::make_help(const CLI::App* app, std::string name, CLI::AppFormatMode) const {
  const auto commands = app->get_subcommands([](const CLI::App*) { return true; });
  std::string out =
      text(tr("Usage: {0} [FLAG...]"), commands.empty() ? usage_of(*app, name) : name + " COMMAND") + "\n";
  // The flags of a command are many: they and a prompt fit 24 lines.
  out += app->get_description() + (commands.empty() ? "\n" : "\n\n");
  std::vector<Row> rows;
  for (const CLI::App* command : commands) rows.push_back({command->get_name(), command->get_description()});
  if (!rows.empty()) out += table(rows) + "\n";
  out += table(rows_of(*app));
  if (!app->get_footer().empty()) out += app->get_footer() + "\n";
  return out;
}

}  // namespace sounder
