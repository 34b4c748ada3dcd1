// TeamSpeak 3: its ServerQuery manual ("version" needs no login).
#include "identify/bytes.h"
#include "identify/protocols/table.h"

namespace sounder {
namespace {

// "version=3.13.7 build=1655727713 platform=Linux"
std::string value_of(std::string_view answer, std::string_view key) {
  const std::string_view value = between(answer, key, " ");
  return std::string(trimmed(first_line(value)));
}

std::optional<Service> parse(const Heard& heard) {
  if (heard.before != nullptr) {
    Service service = *heard.before;
    service.ask.clear();
    service.version = value_of(heard.bytes, "version=");
    service.os = value_of(heard.bytes, "platform=");
    return service;
  }
  if (!heard.bytes.starts_with("TS3\n\r") && !heard.bytes.starts_with("TS3\r\n")) return std::nullopt;
  Service service{.protocol = "teamspeak", .product = "TeamSpeak 3"};
  service.whole = contains(heard.bytes, "command.");
  if (service.whole) service.ask = "version\n";
  return service;
}

}  // namespace

constinit const Protocol kTeamspeak{.name = "teamspeak", .ports = {10011}, .parse = parse};

}  // namespace sounder
