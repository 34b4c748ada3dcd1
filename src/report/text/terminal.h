// What we know about the terminal behind a descriptor.
#pragma once

#include <cstddef>
#include <string_view>

namespace sounder {

bool is_terminal(int fd);
// Whether nobody is at the other end of this terminal any more. Where keys are read with VMIN 0, as ours are,
// read() returns 0 then too, and also when a Ctrl-C has taken away what poll() saw a moment ago (N_TTY drops
// what was typed): with VMIN 1 it would wait there, deaf to that very Ctrl-C.
bool hung_up(int fd);
// Columns now; 80 where the terminal does not say.
std::size_t terminal_columns(int fd);
// Rows now; 24 where the terminal does not say.
std::size_t terminal_rows(int fd);
// Columns that UTF-8 text takes: one a code point. Right for the alphabets our messages are written in.
std::size_t display_width(std::string_view utf8);
// At most `columns` columns of it, never half a code point.
std::string_view cut_to_width(std::string_view utf8, std::size_t columns);

}  // namespace sounder
