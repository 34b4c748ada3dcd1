// Oracle's listener. TNS is not published; its packets are described by Wireshark's dissector and the
// documents of Oracle Net ("listener control", the error stack of a refusal).
#include <charconv>

#include "identify/bytes.h"
#include "identify/protocols/table.h"

namespace sounder {
namespace {

enum Kind : std::uint8_t { kConnect = 1, kAccept = 2, kRefuse = 4, kRedirect = 5, kResend = 11 };

// A question for the version, as lsnrctl asks it. Listeners of these days refuse it, and name their version
// in that.
std::string opening(const Peer&) {
  const std::string question = "(CONNECT_DATA=(COMMAND=version))";
  constexpr std::uint16_t kHeader = 58;
  const auto size = static_cast<std::uint16_t>(question.size());
  // Versions 308 to 300, no options, sizes of units, turn-around, byte order, the question's size and place.
  return be16_bytes(kHeader + size) + std::string("\0\0\1\0\0\0", 6) + be16_bytes(308) + be16_bytes(300) +
         be16_bytes(0) + be16_bytes(2048) + be16_bytes(32767) + be16_bytes(0x7f08) + be16_bytes(0) +
         be16_bytes(1) + be16_bytes(size) + be16_bytes(kHeader) + be32_bytes(0) + std::string(26, '\0') +
         question;
}

// 186647040 is 0x0b200200: 11.2.0.2.0. Since 18 the second number has eight bits.
std::string version_of(std::string_view number) {
  std::uint32_t value = 0;
  if (std::from_chars(number.data(), number.data() + number.size(), value).ec != std::errc{} || value == 0)
    return {};
  const auto part = [value](unsigned shift, std::uint32_t mask) {
    return std::to_string(value >> shift & mask);
  };
  const std::string major = part(24, 0xff);
  if (value >> 24U >= 18) return major + '.' + part(16, 0xff) + '.' + part(12, 0xf) + ".0.0";
  return major + '.' + part(20, 0xf) + '.' + part(12, 0xff) + '.' + part(8, 0xf) + '.' + part(0, 0xff);
}

std::optional<Service> parse(const Heard& heard) {
  Bytes bytes(heard.bytes);
  const std::uint16_t length = bytes.be16();
  const std::uint16_t sum = bytes.be16();
  const std::uint8_t kind = bytes.u8();
  bytes.skip(1);
  const std::uint16_t header_sum = bytes.be16();
  if (!bytes.ok() || length < 8 || sum != 0 || header_sum != 0) return std::nullopt;
  Service service{.protocol = "oracle-tns"};
  if (kind == kResend && length == 8 && heard.asked == opening({})) {
    service.ask = opening({});
    return service;
  }
  const std::string_view text = bytes.rest();
  if ((kind != kAccept && kind != kRefuse && kind != kRedirect) || !contains(text, "(DESCRIPTION="))
    return std::nullopt;
  service.whole = heard.bytes.size() >= length;
  service.product = "Oracle Database";
  service.version = version_of(between(text, "(VSNNUM=", ")"));
  // Old listeners: "(VERSION=TNSLSNR for Linux: Version 9.2.0.6.0 - Production)"
  service.os = between(text, "TNSLSNR for ", ":");
  if (const auto error = between(text, "(ERR=", ")"); is_number(error) && error != "0")
    service.details.emplace_back("error", error);
  return service;
}

}  // namespace

constinit const Protocol kOracle{
    .name = "oracle-tns", .ports = {1521, 1526, 1522, 2483}, .opening = opening, .parse = parse};

}  // namespace sounder
