// The man pages: the table of flags and the prose, put together. Pure but for the catalogue: texts are in the
// language set.
#pragma once

#include <string>

#include "cli/command_table.h"
#include "cli/pages/prose.h"

namespace sounder::pages {

// `app`: the command of the prose, or the whole table for the program's own page. Throws std::logic_error
// where the prose speaks of a flag that the table has not.
std::string man_page(const CLI::App& app, const Prose& prose);

// "sounder", "sounder-scan"
std::string page_name(const Prose& prose);

}  // namespace sounder::pages
