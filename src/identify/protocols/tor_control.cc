// Tor's control port: control-spec.txt, 3.21 (PROTOCOLINFO needs no authentication).
#include "identify/bytes.h"
#include "identify/protocols/table.h"

namespace sounder {
namespace {

std::string opening(const Peer&) { return "PROTOCOLINFO 1\r\n"; }

std::optional<Service> parse(const Heard& heard) {
  Service service{.protocol = "tor-control", .product = "Tor"};
  if (heard.bytes.starts_with("514 Authentication required.")) {
    service.info = "authentication required";
    return service;
  }
  // To the GET of HTTP.
  if (heard.bytes.starts_with("HTTP/1.0 501 Tor ControlPort")) {
    service.sure = Sureness::kApplication;
    return service;
  }
  if (!heard.bytes.starts_with("250-PROTOCOLINFO ")) return std::nullopt;
  service.whole = contains(heard.bytes, "\r\n250 ");
  service.version = between(heard.bytes, "VERSION Tor=\"", "\"");
  const std::string_view methods = first_line(between(heard.bytes, "METHODS=", "\n"));
  service.details.emplace_back("authentication", methods.substr(0, methods.find(' ')));
  return service;
}

}  // namespace

constinit const Protocol kTorControl{
    .name = "tor-control", .ports = {9051, 9151}, .opening = opening, .parse = parse};

}  // namespace sounder
