// SOCKS 4: SOCKS, a protocol for TCP proxy across firewalls (Ying-Da Lee, openssh.com/txt/socks4.protocol).
#include "identify/bytes.h"
#include "identify/protocols/table.h"

namespace sounder {
namespace {

constexpr std::uint8_t kGranted = 90;
constexpr std::uint8_t kLastCode = 93;

// There is nothing to negotiate in this version. So a connection to port 0 of 0.0.0.0 is asked for, where
// nobody can be: it is rejected.
std::string opening(const Peer&) { return std::string("\x04\x01\0\0\0\0\0\0\0", 9); }

std::optional<Service> parse(const Heard& heard) {
  if (heard.asked != opening({}) || heard.bytes.size() != 8) return std::nullopt;
  Bytes bytes(heard.bytes);
  const std::uint8_t version = bytes.u8();
  const std::uint8_t code = bytes.u8();
  if (version != 0 || code < kGranted || code > kLastCode) return std::nullopt;
  return Service{.protocol = "socks4"};
}

}  // namespace

constinit const Protocol kSocks4{
    .name = "socks4", .ports = {1080}, .opening = opening, .talk = Talk::kOwnPorts, .parse = parse};

}  // namespace sounder
