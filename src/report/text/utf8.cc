#include "report/text/utf8.h"

namespace sounder {

Utf8Sequence first_of_utf8(std::string_view bytes) {
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

}  // namespace sounder
