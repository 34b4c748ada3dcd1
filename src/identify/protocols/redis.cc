// Redis and what speaks like it: the serialization protocol RESP (redis.io/docs/reference/protocol-spec), the
// command INFO (redis.io/commands/info). Names of the fields of others: their documents on INFO.
#include "identify/bytes.h"
#include "identify/greeting.h"
#include "identify/protocols/table.h"

namespace sounder {
namespace {

// Reads only, and asks for one section.
std::string opening(const Peer&) { return "*2\r\n$4\r\nINFO\r\n$6\r\nserver\r\n"; }

std::string_view value_of(std::string_view info, std::string_view key) {
  return trimmed(between(info, key, "\n"));
}

void read_info(std::string_view info, Service& service) {
  service.version = value_of(info, "\nredis_version:");
  if (contains(info, "\nserver_name:valkey")) {
    service.product = "Valkey";
    service.version = value_of(info, "\nvalkey_version:");
  } else if (contains(info, "\ndragonfly_version:")) {
    service.product = "Dragonfly";
    service.version = value_of(info, "\ndragonfly_version:");
  } else if (contains(value_of(info, "\nexecutable:"), "keydb")) {
    service.product = "KeyDB";
  }
  service.os = value_of(info, "\nos:");
  set_detail(service, "mode", value_of(info, "\nredis_mode:"));
}

// Redis asks for a login, or serves its own machine only, and says so.
std::string_view refusal(std::string_view bytes) {
  if (bytes.starts_with("-NOAUTH ")) return "authentication required";
  if (bytes.starts_with("-NOPERM ")) return "not permitted";
  if (bytes.starts_with("-DENIED ") && contains(bytes, "protected mode")) return "protected mode";
  if (bytes.starts_with("-LOADING ")) return "loading its data";
  return {};
}

std::optional<Service> parse(const Heard& heard) {
  Service service{.protocol = "redis", .product = "Redis"};
  const std::string_view bytes = heard.bytes;
  if (bytes.starts_with("$") && contains(bytes, "\nredis_version:")) {
    service.whole = bytes.ends_with("\r\n\r\n") || bytes.ends_with("\n\r\n");
    read_info(bytes, service);
    return service;
  }
  if (const auto why = refusal(bytes); !why.empty()) {
    service.info = why;
    return service;
  }
  // To the GET of HTTP. With a line "Host:" it hangs up instead.
  if (bytes.starts_with("-ERR wrong number of arguments for 'get' command") ||
      bytes.starts_with("-ERR unknown command")) {
    service.ask = opening({});
    return service;
  }
  return std::nullopt;
}

}  // namespace

constinit const Protocol kRedis{
    .name = "redis", .ports = {6379, 6380, 26379}, .opening = opening, .parse = parse};

}  // namespace sounder
