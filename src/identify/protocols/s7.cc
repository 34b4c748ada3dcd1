// S7 communication of Siemens' controllers, over ISO transport (RFC 1006, X.224): the system status lists of
// "System Software for S7-300/400, System and Standard Functions", and Wireshark's documents of the protocol.
#include "identify/bytes.h"
#include "identify/protocols/table.h"

namespace sounder {
namespace {

constexpr std::uint8_t kConfirm = 0xd0;
constexpr std::uint8_t kS7 = 0x32;
constexpr std::uint16_t kComponents = 0x001c;  // a system status list: the names of the components

std::string packet(const std::string& body) {
  return std::string("\3\0", 2) + be16_bytes(static_cast<std::uint16_t>(body.size() + 4)) + body;
}

// Connection request to rack 0, slot 2, as a programming device (1); blocks of 1024 bytes.
std::string opening(const Peer&) {
  return packet(std::string("\x11\xe0\0\0\x73\x6f\0\xc0\1\x0a\xc1\2\1\0\xc2\2\1\2", 18));
}

std::string data(const std::string& body) { return packet("\2\xf0\x80" + body); }

// A job that sets the communication up: one job at a time, 480 bytes at the most.
std::string set_up() { return data(std::string("\x32\1\0\0\0\1\0\x08\0\0\xf0\0\0\1\0\1\1\xe0", 18)); }

std::string read_list(std::uint16_t list) {
  return data(std::string("\x32\7\0\0\0\2\0\x08\0\x08\0\1\x12\4\x11\x44\1\0\xff\x09\0\4", 22) +
              be16_bytes(list) + be16_bytes(0));
}

std::string_view padded(std::string_view text) { return trimmed(text.substr(0, text.find('\0'))); }

// Records of an index and a text: 1 station, 2 module, 5 serial number, 7 type of the module.
void read_components(std::string_view reply, Service& service) {
  Bytes bytes(reply);
  bytes.skip(4 + 2 + 2);  // header, the number of the list and its index
  const std::uint16_t size = bytes.be16();
  for (int records = bytes.be16(); records > 0 && size > 2; --records) {
    const std::uint16_t index = bytes.be16();
    const std::string_view text = padded(bytes.take(size - 2U));
    if (!bytes.ok()) return;
    if (index == 1) service.host = text;
    if (index == 7) service.product = text;
    if (index == 5) service.details.emplace_back("serial", text);
  }
}

std::optional<Service> parse(const Heard& heard) {
  Bytes bytes(heard.bytes);
  if (bytes.be16() != 0x0300) return std::nullopt;
  const std::uint16_t length = bytes.be16();
  bytes.skip(1);
  const std::uint8_t kind = bytes.u8();
  if (heard.before == nullptr) {
    bytes.skip(5);
    // RDP confirms, too, without these parameters: size of blocks, or who is connected.
    const std::uint8_t parameter = bytes.u8();
    if (!bytes.ok() || kind != kConfirm || parameter < 0xc0 || parameter > 0xc2) return std::nullopt;
    return Service{.protocol = "s7", .sure = Sureness::kLooksLike, .ask = set_up()};
  }
  Service service = *heard.before;
  service.ask.clear();
  service.whole = heard.bytes.size() >= length;
  bytes.skip(1);
  if (bytes.u8() != kS7) return service;
  const std::uint8_t type = bytes.u8();
  service.sure = Sureness::kSays;
  if (type == 3) service.ask = read_list(kComponents);
  if (type == 7) {
    bytes.skip(2 + 2 + 2 + 2 + 12);  // numbers, lengths, parameters
    read_components(bytes.rest(), service);
  }
  return service;
}

}  // namespace

constinit const Protocol kS7{
    .name = "s7", .ports = {102}, .opening = opening, .talk = Talk::kOnlyIfAsked, .parse = parse};

}  // namespace sounder
