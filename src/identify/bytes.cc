#include "identify/bytes.h"

#include <algorithm>

namespace sounder {
namespace {

constexpr std::string_view kSpace = " \t\r\n";

char lower_of(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

std::string bytes_of(std::uint32_t value, std::size_t count, bool big_endian) {
  std::string bytes(count, '\0');
  for (std::size_t i = 0; i < count; ++i)
    bytes[big_endian ? count - 1 - i : i] = static_cast<char>(value >> (8 * i));
  return bytes;
}

}  // namespace

std::string_view Bytes::take(std::size_t count) {
  if (count > rest_.size()) {
    ok_ = false;
    rest_ = {};
    return {};
  }
  const std::string_view taken = rest_.substr(0, count);
  rest_.remove_prefix(count);
  return taken;
}

std::string_view Bytes::until(char end) {
  const std::size_t at = rest_.find(end);
  if (at == std::string_view::npos) {
    take(rest_.size() + 1);
    return {};
  }
  const std::string_view taken = take(at);
  skip(1);
  return taken;
}

std::uint64_t Bytes::number(std::size_t count, bool big_endian) {
  const std::string_view bytes = take(count);
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    const auto byte = static_cast<unsigned char>(bytes[big_endian ? i : bytes.size() - 1 - i]);
    value = value << 8U | byte;
  }
  return value;
}

std::uint8_t Bytes::u8() { return static_cast<std::uint8_t>(number(1, true)); }
std::uint16_t Bytes::be16() { return static_cast<std::uint16_t>(number(2, true)); }
std::uint32_t Bytes::be24() { return static_cast<std::uint32_t>(number(3, true)); }
std::uint32_t Bytes::be32() { return static_cast<std::uint32_t>(number(4, true)); }
std::uint16_t Bytes::le16() { return static_cast<std::uint16_t>(number(2, false)); }
std::uint32_t Bytes::le32() { return static_cast<std::uint32_t>(number(4, false)); }
std::uint64_t Bytes::le64() { return number(8, false); }

std::string be16_bytes(std::uint16_t value) { return bytes_of(value, 2, true); }
std::string be32_bytes(std::uint32_t value) { return bytes_of(value, 4, true); }
std::string le16_bytes(std::uint16_t value) { return bytes_of(value, 2, false); }
std::string le32_bytes(std::uint32_t value) { return bytes_of(value, 4, false); }

std::optional<std::string_view> after(std::string_view bytes, std::string_view prefix) {
  if (!bytes.starts_with(prefix)) return std::nullopt;
  return bytes.substr(prefix.size());
}

std::string_view between(std::string_view bytes, std::string_view open, std::string_view close) {
  const std::size_t begin = bytes.find(open);
  if (begin == std::string_view::npos) return {};
  bytes.remove_prefix(begin + open.size());
  return bytes.substr(0, bytes.find(close));
}

std::string_view first_line(std::string_view bytes) {
  const std::string_view line = bytes.substr(0, bytes.find('\n'));
  return line.ends_with('\r') ? line.substr(0, line.size() - 1) : line;
}

std::string_view take_until(std::string_view& text, char end) {
  const std::string_view taken = text.substr(0, text.find(end));
  text.remove_prefix(std::min(taken.size() + 1, text.size()));
  return taken;
}

std::string_view next_word(std::string_view& text) {
  const std::string_view word = text.substr(0, text.find(' '));
  text.remove_prefix(word.size());
  text.remove_prefix(std::min(text.find_first_not_of(' '), text.size()));
  return word;
}

bool contains(std::string_view bytes, std::string_view part) {
  return bytes.find(part) != std::string_view::npos;
}

bool contains_no_case(std::string_view bytes, std::string_view part) {
  return std::search(bytes.begin(), bytes.end(), part.begin(), part.end(),
                     [](char a, char b) { return lower_of(a) == lower_of(b); }) != bytes.end();
}

std::string lower(std::string_view text) {
  std::string all(text);
  for (char& c : all) c = lower_of(c);
  return all;
}

std::string_view trimmed(std::string_view text) {
  const std::size_t begin = std::min(text.find_first_not_of(kSpace), text.size());
  text.remove_prefix(begin);
  return text.substr(0, text.find_last_not_of(kSpace) + 1);
}

bool is_number(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

bool is_text(std::string_view bytes) {
  return std::ranges::all_of(bytes, [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return (byte >= 0x20 && byte != 0x7f) || c == '\t' || c == '\r' || c == '\n';
  });
}

}  // namespace sounder
