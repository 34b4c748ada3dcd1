#include "report/text/width.h"

#include <algorithm>
#include <array>
#include <span>

#include "report/text/utf8.h"

namespace sounder {
namespace {

struct Range {
  char32_t first;
  char32_t last;
};

constexpr std::array kWide{Range{0x1100, 0x115F},   Range{0x231A, 0x231B},   Range{0x2329, 0x232A},
                           Range{0x23E9, 0x23EC},   Range{0x2E80, 0x303E},   Range{0x3041, 0x4DBF},
                           Range{0x4E00, 0xA4CF},   Range{0xA960, 0xA97C},   Range{0xAC00, 0xD7A3},
                           Range{0xF900, 0xFAFF},   Range{0xFE10, 0xFE19},   Range{0xFE30, 0xFE6F},
                           Range{0xFF01, 0xFF60},   Range{0xFFE0, 0xFFE6},   Range{0x16FE0, 0x18DFF},
                           Range{0x1AFF0, 0x1B2FF}, Range{0x1F300, 0x1F64F}, Range{0x1F680, 0x1F6FF},
                           Range{0x1F900, 0x1F9FF}, Range{0x1FA70, 0x1FAFF}, Range{0x20000, 0x3FFFD}};

constexpr std::array kZero{
    Range{0x0300, 0x036F}, Range{0x0483, 0x0489}, Range{0x0591, 0x05BD}, Range{0x0610, 0x061A},
    Range{0x064B, 0x065F}, Range{0x06D6, 0x06DC}, Range{0x093C, 0x093C}, Range{0x0941, 0x0948},
    Range{0x0E31, 0x0E31}, Range{0x0E34, 0x0E3A}, Range{0x0E47, 0x0E4E}, Range{0x1160, 0x11FF},
    Range{0x1AB0, 0x1AFF}, Range{0x1DC0, 0x1DFF}, Range{0x200B, 0x200F}, Range{0x202A, 0x202E},
    Range{0x2060, 0x2064}, Range{0x20D0, 0x20F0}, Range{0x302A, 0x302D}, Range{0x3099, 0x309A},
    Range{0xFE00, 0xFE0F}, Range{0xFE20, 0xFE2F}, Range{0xFEFF, 0xFEFF}, Range{0xE0100, 0xE01EF}};

bool holds(std::span<const Range> ranges, char32_t c) {
  const auto after = std::ranges::upper_bound(ranges, c, {}, &Range::first);
  return after != ranges.begin() && c <= std::prev(after)->last;
}

struct Piece {
  std::size_t bytes = 1;
  std::size_t columns = 1;
};

Piece first_piece(std::string_view utf8) {
  const Utf8Sequence sequence = first_of_utf8(utf8);
  if (sequence.length == 0) return {};
  return {sequence.length, column_width(sequence.code_point)};
}

// The end of it, at most `columns` columns wide.
std::string_view last_columns(std::string_view utf8, std::size_t columns) {
  std::size_t width = display_width(utf8);
  while (width > columns) {
    const Piece piece = first_piece(utf8);
    utf8.remove_prefix(piece.bytes);
    width -= piece.columns;
  }
  return utf8;
}

}  // namespace

std::size_t column_width(char32_t code_point) {
  if (holds(kZero, code_point)) return 0;
  return holds(kWide, code_point) ? 2 : 1;
}

std::size_t display_width(std::string_view utf8) {
  std::size_t width = 0;
  while (!utf8.empty()) {
    const Piece piece = first_piece(utf8);
    width += piece.columns;
    utf8.remove_prefix(piece.bytes);
  }
  return width;
}

std::string_view cut_to_width(std::string_view utf8, std::size_t columns) {
  std::size_t end = 0;
  std::size_t width = 0;
  while (end < utf8.size()) {
    const Piece piece = first_piece(utf8.substr(end));
    width += piece.columns;
    if (width > columns) break;
    end += piece.bytes;
  }
  return utf8.substr(0, end);
}

std::string shortened(std::string_view utf8, std::size_t columns) {
  if (display_width(utf8) <= columns) return std::string(utf8);
  if (columns == 0) return {};
  const std::size_t head = columns / 2;
  std::string fitting(cut_to_width(utf8, head));
  fitting += "…";
  return fitting.append(last_columns(utf8, columns - head - 1));
}

std::string wrapped(std::string_view utf8, std::size_t columns) {
  std::string lines;
  std::string line;
  const auto end_line = [&] {
    if (!line.empty()) lines += line + "\n";
    line.clear();
  };
  while (!utf8.empty()) {
    const std::size_t space = std::min(utf8.find(' '), utf8.size());
    const std::string_view word = cut_to_width(utf8.substr(0, space), columns);
    if (!line.empty() && display_width(line) + 1 + display_width(word) > columns) end_line();
    if (!line.empty()) line += ' ';
    line += word;
    utf8.remove_prefix(std::min(space + 1, utf8.size()));
  }
  end_line();
  return lines;
}

}  // namespace sounder
