// What went wrong in a load run, in the user's language.
#pragma once

#include <string>

#include "base/result.h"
#include "echo/load/load_options.h"
#include "echo/load/load_totals.h"
#include "net/socket.h"

namespace sounder {

// "refused", "reset": for tables.
const char* words_of(LoadError error);

// Why not a single connection came about: the first kind of error there is.
std::string first_failure(const LoadTotals& totals);

// This machine lacked something to connect with: what, and what would help. `why` is LoadTotals::shortage.
Error load_shortage(Errno why, const LoadOptions& options);

}  // namespace sounder
