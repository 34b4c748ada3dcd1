// OpenVPN over TCP: its security overview and draft-openvpn (packet format, opcodes). Servers with tls-auth
// or tls-crypt do not answer to strangers.
#include "identify/bytes.h"
#include "identify/protocols/table.h"

namespace sounder {
namespace {

constexpr std::string_view kSession = "sounder!";
constexpr std::uint8_t kServerReset = 8;  // P_CONTROL_HARD_RESET_SERVER_V2, in the upper five bits

// P_CONTROL_HARD_RESET_CLIENT_V2 (7), no acknowledgements, packet 0; its length before it.
std::string opening(const Peer&) {
  const std::string packet = "\x38" + std::string(kSession) + std::string(5, '\0');
  return be16_bytes(static_cast<std::uint16_t>(packet.size())) + packet;
}

std::optional<Service> parse(const Heard& heard) {
  Bytes bytes(heard.bytes);
  const std::uint16_t length = bytes.be16();
  const std::uint8_t opcode = bytes.u8() >> 3U;
  bytes.skip(8);  // the session of the server
  const std::uint8_t acknowledged = bytes.u8();
  if (opcode != kServerReset || acknowledged != 1 || length < 26) return std::nullopt;
  bytes.skip(4);
  if (bytes.take(kSession.size()) != kSession) return std::nullopt;
  return Service{.protocol = "openvpn"};
}

}  // namespace

constinit const Protocol kOpenvpn{.name = "openvpn", .ports = {1194}, .opening = opening, .parse = parse};

}  // namespace sounder
