// Redis and Valkey: the serialization protocol RESP (redis.io/docs/reference/protocol-spec), the command
// INFO.
#include "identify/bytes.h"
#include "identify/protocols/table.h"

namespace sounder {
namespace {

// Reads only, and asks for one section.
std::string opening(const Peer&) { return "*2\r\n$4\r\nINFO\r\n$6\r\nserver\r\n"; }

std::string line_of(std::string_view info, std::string_view key) {
  return std::string(first_line(between(info, key, "\n")));
}

std::optional<Service> parse(const Heard& heard) {
  Service service{.protocol = "redis", .product = "Redis"};
  const std::string_view bytes = heard.bytes;
  if (bytes.starts_with("$") && contains(bytes, "redis_version:")) {
    service.version = trimmed(line_of(bytes, "redis_version:"));
    if (contains(bytes, "server_name:valkey")) {
      service.product = "Valkey";
      service.version = trimmed(line_of(bytes, "valkey_version:"));
    }
    service.os = trimmed(line_of(bytes, "\nos:"));
    return service;
  }
  if (bytes.starts_with("-NOAUTH ")) {
    service.info = "authentication required";
    return service;
  }
  if (bytes.starts_with("-DENIED Redis")) {
    service.info = "protected mode";
    return service;
  }
  // To the GET of HTTP.
  if (bytes.starts_with("-ERR wrong number of arguments for 'get' command") ||
      bytes.starts_with("-ERR unknown command")) {
    service.ask = opening({});
    return service;
  }
  return std::nullopt;
}

}  // namespace

constinit const Protocol kRedis{.name = "redis", .ports = {6379, 6380}, .opening = opening, .parse = parse};

}  // namespace sounder
