// The words of the command line, parsed: which command runs, or what is to be printed instead.
#pragma once

#include <span>
#include <string>
#include <variant>

#include "base/result.h"
#include "cli/command.h"

namespace sounder {

// The value of the last --lang on the line, wherever it stands; nullopt if there is none. It is looked for
// before anything else, because help and errors are already in that language. Unknown languages are an error.
Result<std::optional<std::string>> language_flag(std::span<char*> words);

// The same for --color.
Result<std::optional<ColorChoice>> color_flag(std::span<char*> words);

struct PrintText {
  std::string text;  // help or version: goes to standard output
  int exit_code = 0;
};

Result<std::variant<Run, PrintText>> parse_command_line(std::span<char*> words,
                                                        std::span<const Command> commands);

}  // namespace sounder
