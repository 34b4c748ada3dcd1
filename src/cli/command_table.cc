#include "cli/command_table.h"

#include <memory>

#include "base/text.h"
#include "cli/choices.h"
#include "cli/color.h"
#include "cli/help_formatter.h"

namespace sounder {

CommandTable::CommandTable(std::span<const Command> commands, MachineDefaults defaults)
    : app_(tr("Finds open TCP ports; runs, uses and measures an echo server."), "sounder") {
  app_.formatter(std::make_shared<HelpFormatter>());
  app_.option_defaults()->multi_option_policy(CLI::MultiOptionPolicy::TakeLast);
  app_.set_help_flag("-h,--help", tr("show this help"));
  app_.set_version_flag("-V,--version", SOUNDER_VERSION, tr("show the version"));
  add_common(app_);
  app_.allow_extras();
  app_.require_subcommand(0, 1);  // a host may be called like a command: after the first one, words are words

  for (const Command& command : commands) {
    CLI::App* sub = app_.add_subcommand(command.name, tr(command.summary));
    sub->allow_extras();
    rows_.push_back({sub, command.declare(*sub, defaults)});
    add_common(*sub);
    for (CLI::Option* option : sub->get_options({}))
      if (option->get_items_expected_max() == 0) option->disable_flag_override();
  }
  help_ = app_.add_subcommand("help", tr("show the help of a command"));
  help_->add_option("COMMAND", topic_, tr("the command"));
  help_->allow_extras();
  add_common(*help_);
}

void CommandTable::add_common(CLI::App& where) {
  where.add_option("--lang", language_, tr("language and colours of messages"))
      ->type_name(choices_type_name({languages().begin(), languages().end()}));
  where.add_option("--color", color_, tr("language and colours of messages"))
      ->type_name(kColorChoices.type_name());
}

}  // namespace sounder
