// Zabbix agents: the header of their protocol, and the item agent.version (zabbix.com/documentation,
// "Protocols" and "Passive and active agent checks"). An agent answers to its own servers only.
#include "identify/bytes.h"
#include "identify/protocols/table.h"

namespace sounder {
namespace {

constexpr std::string_view kMark = "ZBXD\1";

std::string opening(const Peer&) {
  const std::string key = "agent.version";
  return std::string(kMark) + le32_bytes(static_cast<std::uint32_t>(key.size())) + le32_bytes(0) + key;
}

std::optional<Service> parse(const Heard& heard) {
  if (!heard.bytes.starts_with(kMark) || heard.bytes == heard.asked) return std::nullopt;
  Bytes bytes(heard.bytes);
  bytes.skip(kMark.size());
  const std::uint32_t length = bytes.le32();
  bytes.skip(4);
  const std::string_view text = bytes.rest();
  if (text.empty() || text.starts_with('{')) return std::nullopt;  // JSON is of servers
  Service service{.protocol = "zabbix-agent", .product = "Zabbix agent"};
  service.whole = text.size() >= length;
  if (is_number(text.substr(0, 1))) service.version = text;
  return service;
}

}  // namespace

constinit const Protocol kZabbixAgent{
    .name = "zabbix-agent", .ports = {10050}, .opening = opening, .parse = parse};

}  // namespace sounder
