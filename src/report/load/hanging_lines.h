// Lines of prose laid out for a width. Pure.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace sounder {

// `line`, broken at spaces into lines of at most `columns`, each with its newline; the second and later ones
// are indented by two columns. Only a word that is longer than that makes a longer line.
std::string hanging_lines(std::string_view line, std::size_t columns);

}  // namespace sounder
