// SOCKS 5: RFC 1928, 3 (negotiation of the method). Nothing is connected to.
#include "identify/bytes.h"
#include "identify/protocols/table.h"

namespace sounder {
namespace {

constexpr std::uint8_t kVersion = 5;
constexpr std::uint8_t kNone = 0xff;  // no acceptable method

// Offers to talk without authentication (0) only, so that the answer tells whether that is allowed.
std::string opening(const Peer&) { return std::string("\x05\x01\0", 3); }

std::optional<Service> parse(const Heard& heard) {
  Service service{.protocol = "socks5"};
  // Tor's SOCKS port explains itself to browsers.
  if (heard.bytes.starts_with("HTTP/1.0 501 Tor is not an HTTP Proxy")) {
    service.sure = Sureness::kApplication;
    service.product = "Tor";
    return service;
  }
  // "No acceptable method" and the end, to another protocol's first bytes.
  if (heard.bytes == "\x05\xff" && heard.ended && heard.asked != opening({})) {
    service.sure = Sureness::kLooksLike;
    return service;
  }
  if (heard.asked != opening({}) || heard.bytes.size() != 2) return std::nullopt;
  Bytes bytes(heard.bytes);
  if (bytes.u8() != kVersion) return std::nullopt;
  const std::uint8_t method = bytes.u8();
  if (method != 0 && method != kNone) return std::nullopt;
  service.info = method == 0 ? "no authentication" : "authentication required";
  return service;
}

}  // namespace

constinit const Protocol kSocks5{
    .name = "socks5", .ports = {1080, 9050, 1081, 9150}, .opening = opening, .parse = parse};

}  // namespace sounder
