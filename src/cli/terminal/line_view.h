// What a terminal shows of a line that is being edited: one row, of which a long line shows the part around
// the cursor. It needs no more of the terminal than carriage return and "erase to the end of the line". Pure.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "cli/terminal/edited_line.h"

namespace sounder {

class LineView {
 public:
  explicit LineView(std::string prompt) : prompt_(std::move(prompt)) {}

  // The bytes that draw it over what the row had. `columns`: of the terminal.
  std::string draw(const EditedLine& line, std::size_t columns);
  // The bytes that clear the row.
  static std::string clear() { return "\r\033[K"; }

 private:
  std::string prompt_;
  std::size_t first_ = 0;  // byte of the line that is shown first
};

}  // namespace sounder
