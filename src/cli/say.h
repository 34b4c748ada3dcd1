// Text for people on standard error: notes, prompts, errors. If it cannot be written (closed, a full disk, a
// pipe without a reader), the work goes on and the exit code stays the same. Messages quote words of the
// command line, of files and of the network, so control characters are spelled out here (see printable()).
#pragma once

#include <string_view>

#include "report/text/paint.h"

namespace sounder {

// Line ends are kept.
void say(std::string_view words);
// Whole lines of JSON, whose writer has escaped them.
void say_json(std::string_view lines);
// "sounder: MESSAGE", one line: why the program ended. The only place where errors get their prefix.
void say_error(const Paint& paint, std::string_view message);

}  // namespace sounder
