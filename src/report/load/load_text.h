// A load run for people: totals, a table of times, what went wrong, and a picture. Pure.
#pragma once

#include <string>

#include "echo/load/load_options.h"
#include "echo/load/load_totals.h"

namespace sounder {

// Lines of at most 80 columns, whatever the figures; each with its newline.
std::string load_text(const LoadOptions& options, const LoadResult& result);

// "3 errors: 2 reset, 1 refused"; "no errors" if there are none.
std::string error_words(const LoadTotals& totals);

}  // namespace sounder
