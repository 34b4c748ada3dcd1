// What people are told on standard error beside a log: notes, prompts, why it ended. If nobody takes it
// (closed, a full disk, a reader that has left), the work goes on and the exit code stays what it would have
// been.
#pragma once

#include <string_view>

namespace sounder {

void say(std::string_view words);

}  // namespace sounder
