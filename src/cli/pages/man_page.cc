#include "cli/pages/man_page.h"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

#include "base/text.h"
#include "cli/exit_codes.h"
#include "cli/flag_rows.h"
#include "cli/pages/man_writer.h"

namespace sounder::pages {
namespace {

void add(ManWriter& page, const Section& section) {
  page.section(tr(section.title));
  for (const char* paragraph : section.paragraphs) page.paragraph(tr(paragraph));
  for (const Entry& entry : section.entries)
    std::string_view(entry.term).starts_with("--") ? page.flag(entry.term, tr(entry.text))
                                                   : page.entry(entry.term, tr(entry.text));
}

void add_name(ManWriter& page, const CLI::App& app, const Prose& prose) {
  page.section(tr("NAME"));
  std::string what = app.get_description();
  if (what.ends_with('.')) what.pop_back();
  page.paragraph(fmt::format("{} - {}", page_name(prose), what));
}

void add_synopsis(ManWriter& page, const CLI::App& app) {
  page.section(tr("SYNOPSIS"));
  page.synopsis(text(tr("{0} [FLAG...]"), usage_of(app)));
  if (app.get_parent() != nullptr) return;
  page.synopsis("sounder help [COMMAND]");
  page.synopsis("sounder --version");
}

void add_commands(ManWriter& page, const CLI::App& app) {
  if (commands_of(app).empty()) return;
  page.section(tr("COMMANDS"));
  for (const CLI::App* command : commands_of(app))
    page.entry(command->get_name(), command->get_description());
  page.paragraph(
      tr("`sounder help COMMAND` shows the flags of one on a screen; its page, like sounder-scan(1), says "
         "more."));
}

void add_flags(ManWriter& page, const CLI::App& app, const Prose& prose) {
  std::vector<Entry> details = prose.flags;
  page.section(tr("OPTIONS"));
  for (const FlagRow& row : rows_of(flags_of(app))) {
    page.flag(row.left(), row.flags.front().description);
    for (const Flag& flag : row.flags)
      std::erase_if(details, [&](const Entry& detail) {
        const bool its_own = std::ranges::find(flag.names, detail.term) != flag.names.end();
        if (its_own) page.more(tr(detail.text));
        return its_own;
      });
  }
  if (!details.empty())
    throw std::logic_error(
        fmt::format("{}: the table has no flag {}", page_name(prose), details.front().term));
}

void add_exit_status(ManWriter& page, const Prose& prose) {
  page.section(tr("EXIT STATUS"));
  for (const ExitMeaning& exit : kExitMeanings)
    if (exit.code != exit_code::kInterrupted || prose.ends_by_signal)
      page.entry(fmt::format("{}", exit.code), tr(exit.meaning));
}

void add_environment(ManWriter& page, const Prose& prose) {
  page.section(tr("ENVIRONMENT"));
  page.entry("LC_ALL, LC_MESSAGES, LANG, LANGUAGE",
             tr("The language of messages: the first of the three that is set, and before it LANGUAGE, a "
                "list of wishes, "
                "where that one is not C. `--lang` is above them all."));
  for (const Entry& entry : prose.environment) page.entry(entry.term, tr(entry.text));
}

void add_see_also(ManWriter& page, const CLI::App& app, const Prose& prose) {
  const CLI::App* program = app.get_parent();
  std::vector<std::string> pages;
  if (program != nullptr) pages.emplace_back("sounder(1)");
  for (const CLI::App* command : commands_of(program != nullptr ? *program : app))
    if (command != &app && command->get_name() != "help")
      pages.push_back(fmt::format("sounder-{}(1)", command->get_name()));
  pages.insert(pages.end(), prose.see_also.begin(), prose.see_also.end());
  page.section(tr("SEE ALSO"));
  page.paragraph(fmt::format("{}", fmt::join(pages, ", ")));
}

}  // namespace

std::string page_name(const Prose& prose) {
  return *prose.command == '\0' ? "sounder" : fmt::format("sounder-{}", prose.command);
}

std::string man_page(const CLI::App& app, const Prose& prose) {
  ManWriter page({.name = page_name(prose),
                  .date = kDate,
                  .version = SOUNDER_VERSION,
                  .manual = tr("sounder's manual")});
  add_name(page, app, prose);
  add_synopsis(page, app);
  page.section(tr("DESCRIPTION"));
  for (const char* paragraph : prose.description) page.paragraph(tr(paragraph));
  add_commands(page, app);
  add_flags(page, app, prose);
  for (const Section& section : prose.sections) add(page, section);
  add_exit_status(page, prose);
  add_environment(page, prose);
  for (const Section& section : prose.notes) add(page, section);
  page.section(tr("EXAMPLES"));
  for (const Example& example : prose.examples) page.example(tr(example.what), example.command);
  add_see_also(page, app, prose);
  return page.take();
}

}  // namespace sounder::pages
