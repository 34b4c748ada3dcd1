// MQTT: OASIS, MQTT 3.1.1, 3.1 (CONNECT), 3.2 (CONNACK), 3.3 (PUBLISH), 3.8 (SUBSCRIBE). The topics $SYS:
// mosquitto(8).
#include "identify/bytes.h"
#include "identify/protocols/table.h"

namespace sounder {
namespace {

constexpr std::uint8_t kConnectAck = 0x20;
constexpr std::uint8_t kSubscribeAck = 0x90;
constexpr std::string_view kTopic = "$SYS/broker/version";

// Version 3.1.1, which brokers of version 5 know as well; no name, nothing to keep, no login.
std::string opening(const Peer&) { return {"\x10\x0c\0\x04MQTT\x04\x02\0\x0a\0\0", 14}; }

// Reads one topic, which brokers keep their version in.
std::string subscribe() {
  std::string body = be16_bytes(1) + be16_bytes(kTopic.size());
  body.append(kTopic).push_back('\0');
  return std::string("\x82").append(1, static_cast<char>(body.size())) + body;
}

const char* refusal(std::uint8_t code) {
  switch (code) {
    case 1:
      return "another version wanted";
    case 2:
      return "a name wanted";
    case 3:
      return "not available";
    case 4:
    case 5:
      return "authentication required";
    default:
      return "";
  }
}

// What was published of a topic; empty if nothing was. Length in one byte, of the topic's length, it, and the
// text.
std::string_view published(std::string_view bytes) {
  const std::size_t topic = bytes.find(kTopic);
  if (topic == std::string_view::npos || topic < 4) return {};
  const std::size_t length = static_cast<unsigned char>(bytes[topic - 3]);
  const std::size_t begin = topic + kTopic.size();
  return bytes.substr(begin, length - std::min(length, 2 + kTopic.size()));
}

Service parse_version(const Heard& heard) {
  Service service = *heard.before;
  service.ask.clear();
  const std::string_view text = published(heard.bytes);
  Bytes bytes(heard.bytes);
  const bool answers = bytes.u8() == kSubscribeAck;
  bytes.skip(3);  // length, number of the packet
  const bool refused = answers && bytes.u8() == 0x80;
  service.whole = refused || !text.empty();
  if (const auto version = after(text, "mosquitto version ")) {
    service.product = "Mosquitto";
    service.version = *version;
  } else {
    service.info = text;
  }
  return service;
}

std::optional<Service> parse(const Heard& heard) {
  if (heard.before != nullptr) return parse_version(heard);
  Bytes bytes(heard.bytes);
  if (heard.asked != opening({}) || bytes.u8() != kConnectAck || bytes.u8() != 2 || bytes.u8() > 1)
    return std::nullopt;
  const std::uint8_t code = bytes.u8();
  if (!bytes.ok() || code > 5) return std::nullopt;
  Service service{.protocol = "mqtt", .info = refusal(code)};
  if (code == 0) service.ask = subscribe();
  return service;
}

}  // namespace

constinit const Protocol kMqtt{.name = "mqtt", .ports = {1883, 8883}, .opening = opening, .parse = parse};

}  // namespace sounder
