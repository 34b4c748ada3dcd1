// Modbus/TCP: MODBUS Messaging on TCP/IP, 3.1.3 (MBAP header); MODBUS Application Protocol 1.1b3, 6.21 (Read
// Device Identification) and 7 (exceptions).
#include "identify/bytes.h"
#include "identify/protocols/table.h"

namespace sounder {
namespace {

constexpr std::uint16_t kTransaction = 0x736f;
constexpr std::uint8_t kInterface = 0x2b;
constexpr std::uint8_t kIdentification = 0x0e;
constexpr std::uint8_t kException = 0x80;

// Unit 0xff is the device itself. Basic (1) identification, from the first object on: nothing is changed.
std::string opening(const Peer&) {
  return be16_bytes(kTransaction) + be16_bytes(0) + be16_bytes(5) + std::string("\xff\x2b\x0e\1\0", 5);
}

std::optional<Service> parse(const Heard& heard) {
  Bytes bytes(heard.bytes);
  const std::uint16_t transaction = bytes.be16();
  const std::uint16_t protocol = bytes.be16();
  const std::uint16_t length = bytes.be16();
  bytes.skip(1);  // unit
  const std::uint8_t function = bytes.u8();
  const std::uint8_t kind = bytes.u8();
  if (!bytes.ok() || transaction != kTransaction || protocol != 0) return std::nullopt;
  Service service{.protocol = "modbus"};
  if (function == (kInterface | kException) && length == 3) return service;
  if (function != kInterface || kind != kIdentification || heard.bytes == heard.asked) return std::nullopt;
  service.whole = heard.bytes.size() >= length + 6U;
  bytes.skip(4);  // level, conformity, whether more follows, next object
  for (int objects = bytes.u8(); objects > 0; --objects) {
    const std::uint8_t object = bytes.u8();
    const std::string_view value = bytes.take(bytes.u8());
    if (!bytes.ok()) break;
    if (object == 0) service.details.emplace_back("vendor", value);
    if (object == 1) service.product = value;
    if (object == 2) service.version = value;
  }
  return service;
}

}  // namespace

constinit const Protocol kModbus{
    .name = "modbus", .ports = {502}, .opening = opening, .talk = Talk::kOnlyIfAsked, .parse = parse};

}  // namespace sounder
