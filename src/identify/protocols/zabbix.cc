// Zabbix: the header of its protocol (zabbix.com/documentation, "Protocols"). Agents are asked for the item
// agent.version ("Passive and active agent checks"), and answer to their own servers only; servers and
// proxies, where they listen to agents, for their statistics ("Remote monitoring of Zabbix stats"), which
// they tell or refuse.
#include "identify/bytes.h"
#include "identify/http_answer.h"
#include "identify/protocols/table.h"

namespace sounder {
namespace {

constexpr std::string_view kMark = "ZBXD\1";

std::string message(std::string_view contents) {
  return std::string(kMark) + le32_bytes(static_cast<std::uint32_t>(contents.size())) + le32_bytes(0) +
         std::string(contents);
}

struct Message {
  std::string_view contents;
  bool whole = false;
};

// nullopt: not Zabbix, or our own words.
std::optional<Message> parse_message(const Heard& heard) {
  if (!heard.bytes.starts_with(kMark) || heard.bytes == heard.asked) return std::nullopt;
  Bytes bytes(heard.bytes.substr(kMark.size()));
  const std::uint32_t length = bytes.le32();
  bytes.skip(4);
  return Message{bytes.rest(), bytes.rest().size() >= length};
}

std::string ask_agent(const Peer&) { return message("agent.version"); }

std::string ask_server(const Peer&) { return message("{\"request\":\"zabbix.stats\",\"type\":\"queue\"}"); }

std::optional<Service> parse_agent(const Heard& heard) {
  const auto answer = parse_message(heard);
  if (!answer || answer->contents.empty() || answer->contents.starts_with('{')) return std::nullopt;
  Service service{.protocol = "zabbix-agent", .product = "Zabbix agent", .whole = answer->whole};
  if (is_number(answer->contents.substr(0, 1))) service.version = answer->contents;
  return service;
}

std::optional<Service> parse_server(const Heard& heard) {
  const auto answer = parse_message(heard);
  if (!answer || !answer->contents.starts_with('{')) return std::nullopt;
  return Service{.protocol = "zabbix-trapper",
                 .product = "Zabbix server or proxy",
                 .version = std::string(json_value(answer->contents, "version")),
                 .info = std::string(json_value(answer->contents, "info")),
                 .whole = answer->whole};
}

}  // namespace

constinit const Protocol kZabbixAgent{
    .name = "zabbix-agent", .ports = {10050}, .opening = ask_agent, .parse = parse_agent};
constinit const Protocol kZabbixTrapper{
    .name = "zabbix-trapper", .ports = {10051}, .opening = ask_server, .parse = parse_server};

}  // namespace sounder
