#include "report/echo_text.h"

#include <fmt/format.h>

#include "base/limits.h"

namespace sounder {
namespace {

struct Sequence {
  std::size_t length = 0;  // 0: no UTF-8 starts here
  char32_t code_point = 0;
};

// The UTF-8 sequence at the start of `bytes` (RFC 3629: shortest form, no surrogates, at most U+10FFFF).
Sequence decode(std::string_view bytes) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(bytes[i]); };
  const unsigned char first = byte(0);
  if (first < 0x80) return {1, first};
  const std::size_t length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
  if (first < 0xC2 || first > 0xF4 || bytes.size() < length) return {};
  char32_t value = first & (0x7FU >> length);
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xC0) != 0x80) return {};
    value = (value << 6) | (byte(i) & 0x3FU);
  }
  const bool shortest = value >= (length == 2 ? 0x80U : length == 3 ? 0x800U : 0x10000U);
  if (!shortest || (value >= 0xD800 && value <= 0xDFFF) || value > 0x10FFFF) return {};
  return {length, value};
}

bool shown_as_is(char32_t c) {
  if (c == '\t') return true;
  if (c < 0x20 || (c >= 0x7F && c < 0xA0)) return false;  // C0, DEL, C1
  return !((c >= 0x202A && c <= 0x202E) ||
           (c >= 0x2066 && c <= 0x2069));  // bidirectional overrides, isolates
}

}  // namespace

std::string printable(std::string_view bytes) {
  std::string shown;
  while (!bytes.empty()) {
    const Sequence sequence = decode(bytes);
    const std::size_t length = sequence.length == 0 ? 1 : sequence.length;
    if (sequence.length > 0 && shown_as_is(sequence.code_point)) {
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
