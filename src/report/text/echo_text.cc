#include "report/text/echo_text.h"

#include <fmt/format.h>

#include "report/text/utf8.h"

namespace sounder {

bool is_shown(char32_t c) {
  if (c == '\t') return true;
  if (c < 0x20 || (c >= 0x7F && c < 0xA0)) return false;  // C0, DEL, C1
  return !((c >= 0x202A && c <= 0x202E) ||
           (c >= 0x2066 && c <= 0x2069));  // bidirectional overrides, isolates
}

std::string printable(std::string_view bytes) {
  std::string shown;
  while (!bytes.empty()) {
    const Utf8Sequence sequence = first_of_utf8(bytes);
    const std::size_t length = sequence.length == 0 ? 1 : sequence.length;
    if (sequence.length > 0 && is_shown(sequence.code_point)) {
      shown += bytes.substr(0, length);
    } else {
      for (const char c : bytes.substr(0, length))
        shown += fmt::format("\\x{:02x}", static_cast<unsigned char>(c));
    }
    bytes.remove_prefix(length);
  }
  return shown;
}

std::string EchoText::take(std::span<const std::byte> bytes) {
  std::string lines;
  for (const std::byte b : bytes) {
    if (static_cast<char>(b) == '\n') {
      lines += prefix_ + printable(line_) + '\n';
      line_.clear();
      continue;
    }
    if (line_.size() == kLongestShownLine) lines += finish();
    line_ += static_cast<char>(b);
  }
  return lines;
}

std::string EchoText::finish() {
  if (line_.empty()) return {};
  std::string last = prefix_ + printable(line_) + '\n';
  line_.clear();
  return last;
}

}  // namespace sounder
