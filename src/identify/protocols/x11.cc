// X11: X Window System Protocol, version 11, 8 (connection setup).
#include <fmt/format.h>

#include "identify/bytes.h"
#include "identify/protocols/table.h"

namespace sounder {
namespace {

constexpr std::uint16_t kVersion = 11;

// Least significant byte first, version 11.0, without authorization.
std::string opening(const Peer&) { return std::string("l\0\x0b\0\0\0\0\0\0\0\0\0", 12); }

// X.Org's releases: 12101007 is 21.1.7, 12013000 is 1.20.13.
std::string release_name(std::uint32_t release) {
  const std::uint32_t minor = release / 100'000 % 100;
  const std::uint32_t patch = release / 1000 % 100;
  if (minor >= 21) return fmt::format("{}.{}.{}", minor, patch, release % 1000);
  return fmt::format("{}.{}.{}", release / 10'000'000, minor, patch);
}

std::optional<Service> parse(const Heard& heard) {
  Bytes bytes(heard.bytes);
  const std::uint8_t result = bytes.u8();
  const std::uint8_t reason_length = bytes.u8();
  const std::uint16_t major = bytes.le16();
  const std::uint16_t minor = bytes.le16();
  const std::uint16_t words = bytes.le16();
  if (!bytes.ok() || result > 1 || major != kVersion || minor != 0) return std::nullopt;
  Service service{.protocol = "x11"};
  service.whole = bytes.rest().size() >= words * 4U;
  if (result == 0) {
    const std::string_view reason = bytes.take(reason_length);
    if (!bytes.ok() || !is_text(reason)) return std::nullopt;
    service.info = trimmed(reason);
    return service;
  }
  const std::uint32_t release = bytes.le32();
  bytes.skip(12);  // resource identifiers, motion buffer
  const std::uint16_t length = bytes.le16();
  bytes.skip(14);
  const std::string_view vendor = bytes.take(length);
  if (!bytes.ok() || !is_text(vendor)) return std::nullopt;
  service.info = "open to anyone";
  service.product = vendor;
  service.version = std::to_string(release);
  if (vendor == "The X.Org Foundation") {
    service.product = "X.Org";
    service.version = release_name(release);
  }
  return service;
}

}  // namespace

constinit const Protocol kX11{.name = "x11",
                              .ports = {6000, 6001, 6002, 6003, 6004, 6005, 6010, 6011},
                              .opening = opening,
                              .parse = parse};

}  // namespace sounder
