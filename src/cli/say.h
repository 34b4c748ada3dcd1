// Text for people on standard error: notes, prompts, errors. If it cannot be written (closed, a full disk, a
// pipe without a reader), the work goes on and the exit code stays the same.
#pragma once

#include <string_view>

#include "report/text/paint.h"

namespace sounder {

void say(std::string_view words);
// "sounder: MESSAGE": why the program ended. The only place where errors get their prefix.
void say_error(const Paint& paint, std::string_view message);

}  // namespace sounder
