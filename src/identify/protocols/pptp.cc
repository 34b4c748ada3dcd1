// PPTP: RFC 2637, 2.1 (Start-Control-Connection-Request) and 2.2 (its reply).
#include <fmt/format.h>

#include "identify/bytes.h"
#include "identify/protocols/table.h"

namespace sounder {
namespace {

constexpr std::uint16_t kLength = 156;
constexpr std::uint32_t kMagic = 0x1a2b3c4d;
constexpr std::uint16_t kRequest = 1;
constexpr std::uint16_t kReply = 2;
constexpr std::size_t kName = 64;  // bytes of the names of host and vendor

std::string opening(const Peer&) {
  std::string request = be16_bytes(kLength) + be16_bytes(1) + be32_bytes(kMagic) + be16_bytes(kRequest);
  request += be16_bytes(0) + be16_bytes(0x0100) + be16_bytes(0);             // version 1.0
  request += be32_bytes(3) + be32_bytes(3) + be16_bytes(0) + be16_bytes(0);  // framing and bearer: any
  request.resize(kLength);
  return request;
}

std::string_view name_in(std::string_view field) { return field.substr(0, field.find('\0')); }

std::optional<Service> parse(const Heard& heard) {
  Bytes bytes(heard.bytes);
  const std::uint16_t length = bytes.be16();
  bytes.skip(2);
  const std::uint32_t magic = bytes.be32();
  if (length != kLength || magic != kMagic || bytes.be16() != kReply) return std::nullopt;
  bytes.skip(2 + 2 + 2 + 4 + 4 + 2);  // version, result, framing, bearer, channels
  const std::uint16_t firmware = bytes.be16();
  const std::string_view host = bytes.take(kName);
  const std::string_view vendor = bytes.take(kName);
  Service service{.protocol = "pptp"};
  service.whole = bytes.ok();
  if (!bytes.ok()) return service;
  service.product = name_in(vendor);
  service.host = name_in(host);
  if (vendor.starts_with("linux")) {  // what pptpd was built with; its host is then always "local"
    service.product = "pptpd";
    service.os = "Linux";
    service.host.clear();
  }
  service.info = fmt::format("firmware {}", firmware);
  return service;
}

}  // namespace

constinit const Protocol kPptp{.name = "pptp", .ports = {1723}, .opening = opening, .parse = parse};

}  // namespace sounder
