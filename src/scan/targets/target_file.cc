#include "scan/targets/target_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

namespace sounder {
namespace {

constexpr char32_t kReplacement = 0xfffd;  // of half a surrogate pair

void append_utf8(std::string& out, char32_t c) {
  const auto tail = [&](unsigned shift) { out += static_cast<char>(0x80 | (c >> shift & 0x3f)); };
  if (c < 0x80) {
    out += static_cast<char>(c);
  } else if (c < 0x800) {
    out += static_cast<char>(0xc0 | c >> 6);
    tail(0);
  } else if (c < 0x10000) {
    out += static_cast<char>(0xe0 | c >> 12);
    tail(6);
    tail(0);
  } else {
    out += static_cast<char>(0xf0 | c >> 18);
    tail(12);
    tail(6);
    tail(0);
  }
}

// A byte behind the last pair is no character.
std::string utf8_of_utf16(std::string_view bytes, bool big_endian) {
  const auto unit = [&](std::size_t at) {
    const auto first = static_cast<unsigned char>(bytes[at]);
    const auto second = static_cast<unsigned char>(bytes[at + 1]);
    return static_cast<char32_t>(big_endian ? first << 8 | second : second << 8 | first);
  };
  const auto is_high = [](char32_t c) { return c >= 0xd800 && c < 0xdc00; };
  const auto is_low = [](char32_t c) { return c >= 0xdc00 && c < 0xe000; };
  std::string out;
  for (std::size_t at = 0; at + 1 < bytes.size(); at += 2) {
    char32_t c = unit(at);
    if (is_high(c) && at + 3 < bytes.size() && is_low(unit(at + 2))) {
      c = 0x10000 + ((c - 0xd800) << 10) + (unit(at + 2) - 0xdc00);
      at += 2;
    } else if (is_high(c) || is_low(c)) {
      c = kReplacement;
    }
    append_utf8(out, c);
  }
  return out;
}

void add_words(std::string_view line, const std::string& file, std::uint32_t number,
               std::vector<PlacedWord>& words) {
  constexpr std::string_view kWhite = " \t\r\v\f";
  line = line.substr(0, line.find('#'));
  for (std::size_t start = line.find_first_not_of(kWhite); start != std::string_view::npos;) {
    const std::size_t end = std::min(line.find_first_of(kWhite, start), line.size());
    words.emplace_back(std::string(line.substr(start, end - start)), file, number);
    start = line.find_first_not_of(kWhite, end);
  }
}

}  // namespace

Error PlacedWord::told(Error error) const {
  if (file != nullptr) error.message = fmt::format("{}:{}: {}", *file, line, error.message);
  return error;
}

bool read_target_words(std::string_view bytes, const std::string& file, std::vector<PlacedWord>& words) {
  std::optional<std::string> decoded;
  if (bytes.starts_with("\xef\xbb\xbf")) bytes.remove_prefix(3);
  if (bytes.starts_with("\xff\xfe") || bytes.starts_with("\xfe\xff")) {
    decoded = utf8_of_utf16(bytes.substr(2), bytes.starts_with("\xfe"));
    bytes = *decoded;
  }
  std::uint32_t number = 0;
  for (std::size_t start = 0; start < bytes.size();) {
    const std::size_t end = std::min(bytes.find('\n', start), bytes.size());
    add_words(bytes.substr(start, end - start), file, ++number, words);
    if (words.size() > kMostTargetWords) return false;
    start = end + 1;
  }
  return true;
}

}  // namespace sounder
