// Completions for shells, made from the table of flags: commands, flags, and what can be known of their
// values. A script is whole by itself: it asks neither the program nor a package of other completions. Pure;
// descriptions are in the language set.
#pragma once

#include <CLI/CLI.hpp>
#include <string>

namespace sounder::pages {

std::string bash_completion(const CLI::App& program);
std::string zsh_completion(const CLI::App& program);
std::string fish_completion(const CLI::App& program);

}  // namespace sounder::pages
