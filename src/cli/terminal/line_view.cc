#include "cli/terminal/line_view.h"

#include <algorithm>

#include "report/text/echo_text.h"
#include "report/text/width.h"

namespace sounder {
namespace {

// A character as it is shown: control characters are spelled out, tabs too. Combining marks may follow it.
std::string shown(std::string_view character) {
  if (!character.starts_with('\t')) return printable(character);
  return "^I" + printable(character.substr(1));
}

bool is_inside(char byte) { return (static_cast<unsigned char>(byte) & 0xC0U) == 0x80; }

std::size_t width_of(std::string_view text, std::size_t from, std::size_t to) {
  return display_width(shown(text.substr(from, to - from)));
}

}  // namespace

std::string LineView::draw(const EditedLine& line, std::size_t columns) {
  const std::string& text = line.text();
  // The last column stays free: a terminal may go to the next row once it is written.
  const std::size_t taken = display_width(prompt_) + 1;
  const std::size_t room = columns > taken ? columns - taken : 1;

  std::size_t least = line.cursor();  // the first place from which the cursor can be seen
  for (std::size_t width = 0; least > 0;) {
    const std::size_t before = previous_character(text, least);
    width += width_of(text, before, least);
    if (width > room) break;
    least = before;
  }
  first_ = std::clamp(first_, least, line.cursor());
  while (first_ < line.cursor() && is_inside(text[first_])) ++first_;  // of another line that was longer

  std::string to_cursor;
  std::string after;
  std::size_t width = 0;
  for (std::size_t at = first_; at < text.size();) {
    const std::size_t next = next_character(text, at);
    width += width_of(text, at, next);
    if (width > room) break;
    (at < line.cursor() ? to_cursor : after) += shown(std::string_view(text).substr(at, next - at));
    at = next;
  }
  const std::string head = "\r" + prompt_ + to_cursor;
  return after.empty() ? head + "\033[K" : head + after + "\033[K" + head;
}

}  // namespace sounder
