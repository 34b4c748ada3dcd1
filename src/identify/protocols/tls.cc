// TLS: RFC 8446, 4.1.3 (ServerHello), 5.1 (records), 6 (alerts). Names the protocol only: the handshake is
// that of the tunnel.
#include <fmt/format.h>

#include "identify/bytes.h"
#include "identify/protocols/table.h"

namespace sounder {
namespace {

constexpr std::uint8_t kAlert = 21;
constexpr std::uint8_t kHandshake = 22;
constexpr std::uint8_t kServerHello = 2;
constexpr std::uint16_t kSupportedVersions = 43;

std::string version_name(std::uint16_t version) {
  if (version == 0x0300) return "SSL 3.0";
  return fmt::format("TLS 1.{}", (version & 0xff) - 1);
}

// What the server chose: TLS 1.3 calls itself 1.2 everywhere but in an extension.
std::uint16_t chosen_version(Bytes hello) {
  hello.skip(3);  // length
  std::uint16_t version = hello.be16();
  hello.skip(32);  // random
  hello.skip(hello.u8());
  hello.skip(2 + 1);  // cipher suite, compression
  Bytes extensions(hello.take(hello.be16()));
  while (!extensions.at_end()) {
    const std::uint16_t type = extensions.be16();
    Bytes extension(extensions.take(extensions.be16()));
    if (type == kSupportedVersions && extension.rest().size() == 2) version = extension.be16();
  }
  return version;
}

std::optional<Service> parse(const Heard& heard) {
  Bytes bytes(heard.bytes);
  const std::uint8_t type = bytes.u8();
  const std::uint16_t version = bytes.be16();
  const std::uint16_t length = bytes.be16();
  if (version < 0x0300 || version > 0x0304) return std::nullopt;
  Service service{.protocol = "tls", .info = version_name(version)};
  if (type == kAlert && length == 2) {
    const std::uint8_t level = bytes.u8();
    const std::uint8_t alert = bytes.u8();
    if (!bytes.ok() || level < 1 || level > 2) return std::nullopt;
    service.details.emplace_back("alert", std::to_string(alert));
    return service;
  }
  if (type != kHandshake || bytes.u8() != kServerHello) return std::nullopt;
  service.whole = bytes.rest().size() + 1 >= length;
  const std::uint16_t chosen = chosen_version(bytes);
  if (chosen >= 0x0300 && chosen <= 0x0304) service.info = version_name(chosen);
  return service;
}

}  // namespace

constinit const Protocol kTls{
    .name = "tls", .ports = {443, 8443, 993, 995, 465, 636, 853, 990}, .parse = parse};

}  // namespace sounder
