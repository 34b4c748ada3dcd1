// Text in columns of a terminal: how wide it is, and how it is made to fit. Pure. Bytes that are no UTF-8
// count as one column each; text is expected to have no control characters (printable() spells them out).
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace sounder {

// Columns of one code point: 0 for combining marks, 2 for East Asian wide ones and pictographs, else 1.
// Source: the blocks of EastAsianWidth.txt (W, F) and of categories Mn, Me, Cf in Unicode 15.
std::size_t column_width(char32_t code_point);
std::size_t display_width(std::string_view utf8);
// At most `columns` columns of it, never half a code point.
std::string_view cut_to_width(std::string_view utf8, std::size_t columns);
// At most `columns` columns: what is too long loses its middle, where "…" stands. Both ends of an address
// tell something.
std::string shortened(std::string_view utf8, std::size_t columns);
// Lines of at most `columns` columns, each with its newline, broken at spaces; a longer word is cut.
std::string wrapped(std::string_view utf8, std::size_t columns);

}  // namespace sounder
