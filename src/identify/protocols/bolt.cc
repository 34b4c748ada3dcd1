// Neo4j: neo4j.com/docs/bolt, "Bolt Protocol handshake", "HELLO" (without a login since 5.1), "Packstream".
#include "identify/bytes.h"
#include "identify/protocols/table.h"

namespace sounder {
namespace {

// Four proposals: 5.1 to 5.8 (0, range, minor, major), 4.2 to 4.4, 4.1, 3.
std::string opening(const Peer&) { return {"\x60\x60\xb0\x17\0\7\x08\5\0\2\4\4\0\0\1\4\0\0\0\3", 20}; }

// A chunk: HELLO with {user_agent, bolt_agent: {product}}, and the end of the message.
std::string hello() {
  const std::string name = "sounder/1";
  const auto text = [](std::string_view value) {  // below 16 bytes
    return std::string(1, static_cast<char>(0x80U + value.size())).append(value);
  };
  const std::string fields = std::string("\xa2") + text("user_agent") + text(name) + text("bolt_agent") +
                             "\xa1" + text("product") + text(name);
  const std::string message = "\xb1\x01" + fields;
  return be16_bytes(static_cast<std::uint16_t>(message.size())) + message + std::string(2, '\0');
}

std::optional<Service> parse_hello(const Heard& heard) {
  Service service = *heard.before;
  service.ask.clear();
  // "server": "Neo4j/5.26.0". A text below 16 bytes has its length in its mark, another one in the next byte.
  const std::size_t at = heard.bytes.find("\x86server");
  if (at == std::string_view::npos) return service;
  Bytes bytes(heard.bytes.substr(at + 7));
  const std::uint8_t mark = bytes.u8();
  std::string_view server = bytes.take(mark == 0xd0 ? bytes.u8() : mark & 0x0fU);
  service.product = take_until(server, '/');
  service.version = server;
  return service;
}

std::optional<Service> parse(const Heard& heard) {
  if (heard.before != nullptr) return parse_hello(heard);
  if (heard.asked != opening({}) || heard.bytes.size() != 4) return std::nullopt;
  Bytes bytes(heard.bytes);
  const bool empty = bytes.be16() == 0;
  const unsigned minor = bytes.u8();
  const unsigned major = bytes.u8();
  // The version that it chose of those proposed; 0 is none.
  if (!empty || (major != 0 && (major < 3 || major > 5 || minor > 8))) return std::nullopt;
  Service service{.protocol = "bolt", .sure = major == 0 ? Sureness::kLooksLike : Sureness::kSays};
  if (major != 0)
    service.details.emplace_back("protocol", std::to_string(major) + '.' + std::to_string(minor));
  if (major == 5) service.ask = hello();
  return service;
}

}  // namespace

constinit const Protocol kBolt{.name = "bolt", .ports = {7687}, .opening = opening, .parse = parse};

}  // namespace sounder
