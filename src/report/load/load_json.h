// A load run as one JSON object on one line; docs/formats.md has the fields. Pure.
#pragma once

#include <string>

#include "echo/load/load_options.h"
#include "echo/load/load_totals.h"

namespace sounder {

std::string load_json(const LoadOptions& options, const LoadResult& result);

}  // namespace sounder
