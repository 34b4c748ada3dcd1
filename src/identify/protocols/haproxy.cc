// HAProxy's runtime API: its Management Guide, 9.3 ("show info" needs no more than the level "user").
#include "identify/bytes.h"
#include "identify/protocols/table.h"

namespace sounder {
namespace {

std::string opening(const Peer&) { return "show info\n"; }

std::string value_of(std::string_view info, std::string_view key) {
  return std::string(first_line(between(info, key, "\n")));
}

std::optional<Service> parse(const Heard& heard) {
  Service service{.protocol = "haproxy", .product = "HAProxy"};
  // Before version 2.4 and since, to the GET of HTTP.
  if (heard.bytes.starts_with("Unknown command. Please enter one of the following") ||
      heard.bytes.starts_with("Unknown command, but maybe one of the following"))
    return service;
  if (!heard.bytes.starts_with("Name: HAProxy\n")) return std::nullopt;
  service.whole = contains(heard.bytes, "\nnode: ");
  std::string version = value_of(heard.bytes, "\nVersion: ");
  std::string_view rest = version;
  service.version = take_until(rest, '-');
  service.info = rest;
  service.host = value_of(heard.bytes, "\nnode: ");
  return service;
}

}  // namespace

constinit const Protocol kHaproxy{
    .name = "haproxy", .ports = {9999}, .opening = opening, .talk = Talk::kOwnPorts, .parse = parse};

}  // namespace sounder
