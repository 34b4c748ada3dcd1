// Whether a text is well-formed XML, as far as our reports go: a prologue, elements, attributes in quotes,
// white space between them. Calls take(element, attribute, value) with values as they were meant.
#pragma once

#include <charconv>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sounder::fuzz {

// Takes "&#x9b;" off the front and adds its character as UTF-8; false if there is none of at most three
// bytes.
inline bool take_reference(std::string_view& escaped, std::string& value) {
  unsigned code = 0;
  const char* const end = escaped.data() + escaped.size();
  const auto [after, failed] = std::from_chars(escaped.data() + 3, end, code, 16);
  if (failed != std::errc() || after == end || *after != ';' || code < 0x20 || code > 0xFFFD) return false;
  if (code < 0x80) {
    value += static_cast<char>(code);
  } else if (code < 0x800) {
    value += {static_cast<char>(0xC0 | code >> 6), static_cast<char>(0x80 | (code & 0x3F))};
  } else {
    value += {static_cast<char>(0xE0 | code >> 12), static_cast<char>(0x80 | (code >> 6 & 0x3F)),
              static_cast<char>(0x80 | (code & 0x3F))};
  }
  escaped.remove_prefix(static_cast<std::size_t>(after - escaped.data()) + 1);
  return true;
}

// The bytes behind the five entities and references by number; nullopt: something that may not stand in a
// value.
inline std::optional<std::string> xml_value(std::string_view escaped) {
  constexpr std::pair<std::string_view, char> kEntities[] = {
      {"&amp;", '&'}, {"&lt;", '<'}, {"&gt;", '>'}, {"&quot;", '"'}, {"&apos;", '\''}};
  std::string value;
  while (!escaped.empty()) {
    if (escaped[0] == '<' || static_cast<unsigned char>(escaped[0]) < 0x20) return std::nullopt;
    if (escaped.starts_with("&#x")) {
      if (!take_reference(escaped, value)) return std::nullopt;
      continue;
    }
    std::size_t length = 1;
    char meant = escaped[0];
    if (meant == '&') {
      length = 0;
      for (const auto& [entity, character] : kEntities)
        if (escaped.starts_with(entity)) length = entity.size(), meant = character;
      if (length == 0) return std::nullopt;
    }
    value += meant;
    escaped.remove_prefix(length);
  }
  return value;
}

template <typename Take>
bool well_formed_xml(std::string_view text, Take&& take) {
  std::vector<std::string_view> open;
  bool any = false;
  while (!text.empty()) {
    const std::size_t tag = text.find('<');
    if (text.substr(0, tag).find_first_not_of("\n") != std::string_view::npos && tag != 0) return false;
    if (tag == std::string_view::npos) break;
    const std::size_t end = text.find('>', tag);
    if (end == std::string_view::npos) return false;
    std::string_view inner = text.substr(tag + 1, end - tag - 1);
    text.remove_prefix(end + 1);
    if (inner.starts_with('?') || inner.starts_with('!')) continue;
    if (inner.starts_with('/')) {
      if (open.empty() || open.back() != inner.substr(1)) return false;
      open.pop_back();
      continue;
    }
    const bool empty = inner.ends_with('/');
    if (empty) inner.remove_suffix(1);
    const std::string_view name = inner.substr(0, inner.find(' '));
    inner.remove_prefix(name.size());
    while (!inner.empty()) {
      const std::size_t equals = inner.find("=\"");
      if (inner[0] != ' ' || equals == std::string_view::npos) return false;
      const std::size_t close = inner.find('"', equals + 2);
      if (close == std::string_view::npos) return false;
      const auto value = xml_value(inner.substr(equals + 2, close - equals - 2));
      if (!value) return false;
      take(name, inner.substr(1, equals - 1), *value);
      inner.remove_prefix(close + 1);
    }
    if (!empty) open.push_back(name);
    any = true;
  }
  return any && open.empty();
}

}  // namespace sounder::fuzz
