#include "cli/help_formatter.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "cli/flag_rows.h"

namespace sounder {
namespace {

struct Row {
  std::string left;
  std::string right;
};

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

std::string HelpFormatter::make_help(const CLI::App* app, std::string, CLI::AppFormatMode) const {
  const auto commands = commands_of(*app);
  std::string out = text(tr("Usage: {0} [FLAG...]"), usage_of(*app)) + "\n";
  // The flags of a command are many: they and a prompt fit 24 lines.
  out += app->get_description() + (commands.empty() ? "\n" : "\n\n");
  std::vector<Row> rows;
  for (const CLI::App* command : commands) rows.push_back({command->get_name(), command->get_description()});
  if (!rows.empty()) out += table(rows) + "\n";
  rows.clear();
  for (const FlagRow& row : rows_of(flags_of(*app)))
    rows.push_back({row.left(), row.flags.front().description});
  out += table(rows);
  if (!app->get_footer().empty()) out += app->get_footer() + "\n";
  return out;
}

}  // namespace sounder
