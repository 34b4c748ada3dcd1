// The system's own tools (ip, nft), run to their end.
#pragma once

#include <string>

namespace sounder::test {

// Runs a shell command with `input` on its standard input, looking where administrators' tools live. An empty
// string for exit code 0, else the command and what it said.
std::string run_tool(const std::string& command, const std::string& input);

}  // namespace sounder::test
