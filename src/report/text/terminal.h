// The terminal behind a descriptor.
#pragma once

#include <cstddef>

#include "report/text/width.h"

namespace sounder {

bool is_terminal(int fd);
// Whether it is a terminal that obeys escape sequences: TERM is set, and is not "dumb".
bool takes_escapes(int fd);
// Whether the other end of this terminal is closed. Keys are read with VMIN 0, so read() returns 0 then, and
// also when a Ctrl-C has removed the input that poll() reported (N_TTY drops what was typed before it). With
// VMIN 1, read() would block there, and the Ctrl-C would not be seen.
bool hung_up(int fd);
// Columns now; 80 where the terminal does not say.
std::size_t terminal_columns(int fd);
// Rows now; 24 where the terminal does not say.
std::size_t terminal_rows(int fd);

}  // namespace sounder
