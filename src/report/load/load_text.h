// A load run for people: totals, a table of times, what went wrong, and a picture. Pure.
#pragma once

#include <cstddef>
#include <string>

#include "echo/load/load_options.h"
#include "echo/load/load_totals.h"

namespace sounder {

inline constexpr std::size_t kUsualTextColumns = 80;

// Lines of at most `columns` (at least 40), whatever the figures; each with its newline. Only an endpoint
// that is longer makes a longer line.
std::string load_text(const LoadOptions& options, const LoadResult& result,
                      std::size_t columns = kUsualTextColumns);

// "3 errors: 2 reset, 1 refused"; "no errors" if there are none.
std::string error_summary(const LoadTotals& totals);

}  // namespace sounder
