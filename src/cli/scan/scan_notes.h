// What is said on standard error beside a scan, in the form that --progress asks for.
#pragma once

#include <string_view>

#include "cli/scan/scan_flags.h"

namespace sounder {

// Whole lines. As NDJSON each becomes an object.
void say_notes(ProgressForm form, std::string_view lines);

}  // namespace sounder
