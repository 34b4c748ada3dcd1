// DICT: RFC 2229, 3.1 (the banner).
#include "identify/bytes.h"
#include "identify/protocols/table.h"

namespace sounder {
namespace {

// "220 dict.example dictd 1.13.0/rf on Linux 6.1.0-18-amd64 <auth.mime> <5.1234.1700000000@dict.example>"
std::optional<Service> parse(const Heard& heard) {
  const auto rest = after(heard.bytes, "220 ");
  if (!rest) return std::nullopt;
  std::string_view banner = first_line(*rest);
  // Capabilities and the name of the message, both in angle brackets, end it.
  const std::size_t capabilities = banner.find(" <");
  if (capabilities == std::string_view::npos || !banner.ends_with('>')) return std::nullopt;
  if (!contains(banner.substr(capabilities), "> <") && !contains(banner, "dict")) return std::nullopt;
  Service service{.protocol = "dict"};
  service.info = banner.substr(capabilities + 1);
  banner = banner.substr(0, capabilities);
  service.host = next_word(banner);
  if (const auto version = after(banner, "dictd ")) {
    banner = *version;
    service.product = "dictd";
    service.version = next_word(banner);
  }
  if (const auto os = after(banner, "on ")) service.os = *os;
  return service;
}

}  // namespace

constinit const Protocol kDict{.name = "dict", .ports = {2628}, .parse = parse};

}  // namespace sounder
