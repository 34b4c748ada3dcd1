// beanstalkd: doc/protocol.txt of its source.
#include "identify/bytes.h"
#include "identify/greeting.h"
#include "identify/protocols/table.h"

namespace sounder {
namespace {

constexpr std::string_view kStats = "stats\r\n";
std::string opening(const Peer&) { return std::string(kStats); }

std::string_view value_of(std::string_view yaml, std::string_view key) {
  std::string_view value = trimmed(between(yaml, key, "\n"));
  return value.starts_with('"') ? between(value, "\"", "\"") : value;
}

std::optional<Service> parse(const Heard& heard) {
  Service service{.protocol = "beanstalkd", .product = "beanstalkd"};
  const std::string_view bytes = heard.bytes;
  if (bytes.starts_with("UNKNOWN_COMMAND\r\n")) {
    service.ask = kStats;
    return service;
  }
  // "OK <bytes>\r\n" and YAML.
  if (!bytes.starts_with("OK ") || !contains(bytes, "\ncurrent-jobs-urgent: ")) return std::nullopt;
  service.whole = bytes.ends_with("\n\r\n");
  service.version = value_of(bytes, "\nversion: ");
  service.host = value_of(bytes, "\nhostname: ");
  set_detail(service, "os", value_of(bytes, "\nos: "));
  set_detail(service, "platform", value_of(bytes, "\nplatform: "));
  return service;
}

}  // namespace

constinit const Protocol kBeanstalkd{
    .name = "beanstalkd", .ports = {11300}, .opening = opening, .parse = parse};

}  // namespace sounder
