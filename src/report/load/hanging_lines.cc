#include "report/load/hanging_lines.h"

#include <algorithm>

#include "report/text/terminal.h"

namespace sounder {

std::string hanging_lines(std::string_view line, std::size_t columns) {
  constexpr std::size_t kIndent = 2;
  std::string out;
  std::size_t used = 0;  // columns of the current line
  while (!line.empty()) {
    const std::string_view word = line.substr(0, line.find(' '));
    line.remove_prefix(std::min(word.size() + 1, line.size()));
    const std::size_t width = display_width(word);
    if (!out.empty() && used + 1 + width > columns) {
      out.append("\n").append(kIndent, ' ');
      used = kIndent;
    } else if (!out.empty()) {
      out += ' ';
      ++used;
    }
    out += word;
    used += width;
  }
  return out + "\n";
}

}  // namespace sounder
