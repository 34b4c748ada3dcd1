// Zabbix servers and proxies, where they listen to agents: the header of their protocol, and the request of
// statistics, which is answered with them or refused (zabbix.com/documentation, "Protocols", "Remote
// monitoring of Zabbix stats").
#include "identify/bytes.h"
#include "identify/http_answer.h"
#include "identify/protocols/table.h"

namespace sounder {
namespace {

constexpr std::string_view kMark = "ZBXD\1";

std::string opening(const Peer&) {
  const std::string request = "{\"request\":\"zabbix.stats\",\"type\":\"queue\"}";
  return std::string(kMark) + le32_bytes(static_cast<std::uint32_t>(request.size())) + le32_bytes(0) +
         request;
}

std::optional<Service> parse(const Heard& heard) {
  if (!heard.bytes.starts_with(kMark) || heard.bytes == heard.asked) return std::nullopt;
  Bytes bytes(heard.bytes);
  bytes.skip(kMark.size());
  const std::uint32_t length = bytes.le32();
  bytes.skip(4);
  const std::string_view json = bytes.rest();
  if (!json.starts_with('{')) return std::nullopt;
  Service service{.protocol = "zabbix-trapper", .product = "Zabbix server or proxy"};
  service.whole = json.size() >= length;
  service.version = json_value(json, "version");
  service.info = json_value(json, "info");
  return service;
}

}  // namespace

constinit const Protocol kZabbixTrapper{
    .name = "zabbix-trapper", .ports = {10051}, .opening = opening, .parse = parse};

}  // namespace sounder
