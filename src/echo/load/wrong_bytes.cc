#include "echo/load/wrong_bytes.h"

#include <algorithm>
#include <string_view>

namespace sounder {
namespace {

using namespace std::string_view_literals;

std::string raw(std::span<const std::byte> bytes) {
  const auto kept = bytes.first(std::min(bytes.size(), kWrongBytesKept));
  std::string text;
  for (const std::byte b : kept) text += static_cast<char>(b);
  return text;
}

// A type of content, then the major version 3 and a minor one (RFC 8446, 5.1).
bool is_tls(std::string_view text) {
  return text.size() >= 3 && text[0] >= 20 && text[0] <= 23 && text[1] == 3 && text[2] >= 0 && text[2] <= 4;
}

}  // namespace

Foreign foreign_protocol(std::span<const std::byte> bytes) {
  const std::string text = raw(bytes);
  if (text.starts_with("PROXY ") || text.starts_with("\r\n\r\n\0\r\nQUIT\n"sv)) return Foreign::kProxyHeader;
  if (text.starts_with("HTTP/")) return Foreign::kHttp;
  return is_tls(text) ? Foreign::kTls : Foreign::kUnknown;
}

WrongBytes wrong_bytes(std::uint64_t position, std::span<const std::byte> got, std::size_t right,
                       std::span<const std::byte> due) {
  const auto came = got.subspan(right);
  WrongBytes wrong{.offset = position + right, .came = raw(came), .due = raw(due)};
  wrong.looks = foreign_protocol(came);
  // Its first bytes may be right by chance.
  if (wrong.looks == Foreign::kUnknown) wrong.looks = foreign_protocol(got);
  return wrong;
}

WrongBytes wrong_datagram(std::span<const std::byte> got) {
  return {.offset = {}, .came = raw(got), .due = {}, .looks = foreign_protocol(got)};
}

}  // namespace sounder
