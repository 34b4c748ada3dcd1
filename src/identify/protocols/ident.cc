// Identification protocol: RFC 1413, 4. Ports 0 are nobody's.
#include "identify/bytes.h"
#include "identify/protocols/table.h"

namespace sounder {
namespace {

std::string opening(const Peer&) { return "0, 0\r\n"; }

// "0 , 0 : ERROR : INVALID-PORT", "0,0:USERID:UNIX:somebody"
std::optional<Service> parse(const Heard& heard) {
  std::string_view rest = first_line(heard.bytes);
  if (rest.size() == heard.bytes.size()) return std::nullopt;  // the line goes on
  std::string_view ports = take_until(rest, ':');
  const std::string_view first = trimmed(take_until(ports, ','));
  if (!is_number(first) || !is_number(trimmed(ports))) return std::nullopt;
  const std::string_view kind = trimmed(take_until(rest, ':'));
  if (kind != "ERROR" && kind != "USERID") return std::nullopt;
  Service service{.protocol = "ident"};
  service.info = trimmed(rest);
  return service;
}

}  // namespace

constinit const Protocol kIdent{.name = "ident", .ports = {113}, .opening = opening, .parse = parse};

}  // namespace sounder
