// Minecraft, Java Edition: Server List Ping (minecraft.wiki/w/Java_Edition_protocol/Server_List_Ping).
#include "identify/bytes.h"
#include "identify/http_answer.h"
#include "identify/protocols/table.h"

namespace sounder {
namespace {

// Shorter than 128 bytes, so that its length takes one.
std::string packet(const std::string& body) { return static_cast<char>(body.size()) + body; }

std::string opening(const Peer& peer) {
  const std::string host = peer.host.substr(0, 100);
  const std::string any_version("\xff\xff\xff\xff\x0f");  // -1
  // A handshake that goes on with the status (1), and the request of it.
  return packet('\0' + any_version + packet(host) + be16_bytes(peer.port) + '\1') +
         packet(std::string(1, '\0'));
}

// Seven bits a byte, the lowest first.
std::uint32_t variable_number(Bytes& bytes) {
  std::uint32_t value = 0;
  for (unsigned shift = 0; shift < 28; shift += 7) {
    const std::uint8_t byte = bytes.u8();
    value |= (byte & 0x7fU) << shift;
    if (byte < 0x80) break;
  }
  return value;
}

std::optional<Service> parse(const Heard& heard) {
  Bytes bytes(heard.bytes);
  variable_number(bytes);  // length of the packet
  const std::uint8_t kind = bytes.u8();
  const std::uint32_t length = variable_number(bytes);
  const std::string_view json = bytes.rest();
  if (kind != 0 || !json.starts_with('{') || !contains(json, "\"protocol\"")) return std::nullopt;
  Service service{.protocol = "minecraft"};
  service.whole = json.size() >= length;
  // "1.20.4", "Paper 1.20.4", "Velocity 1.7.2-1.20.4"
  const std::string_view version = between(json, "\"version\"", "}");
  std::string_view name = json_value(version, "name");
  service.product = "Minecraft";
  if (contains(name, " ")) service.product = next_word(name);
  service.version = name;
  const std::string_view players = between(json, "\"players\"", "]");
  for (const char* key : {"online", "max"})
    if (const auto value = json_value(players, key); !value.empty()) service.details.emplace_back(key, value);
  if (const auto text = json_value(json, "description"); !text.empty() && !text.starts_with('{'))
    service.info = text;
  return service;
}

}  // namespace

constinit const Protocol kMinecraft{
    .name = "minecraft", .ports = {25565}, .opening = opening, .parse = parse};

}  // namespace sounder
