// What went wrong in a load run, in the user's language.
#pragma once

#include <string>

#include "base/result.h"
#include "echo/load/load_options.h"
#include "echo/load/load_totals.h"
#include "net/socket.h"

namespace sounder {

// "refused", "reset": for tables.
const char* describe(LoadError error);

// Why no connection could be opened: the first kind of error there is, as connect describes it.
std::string first_failure(const LoadTotals& totals);

// This machine could not make the connections: what it lacked, and what would help. `why` is
// LoadTotals::shortage.
Error load_shortage(Errno why, const LoadOptions& options);

}  // namespace sounder
