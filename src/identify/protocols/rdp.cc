// RDP: [MS-RDPBCGR] 2.2.1.1 (X.224 connection request), 2.2.1.2 (confirm) in TPKT (RFC 1006).
#include "identify/bytes.h"
#include "identify/protocols/table.h"

namespace sounder {
namespace {

constexpr std::uint8_t kTpkt = 3;
constexpr std::uint8_t kConfirm = 0xd0;
constexpr std::uint8_t kNegotiated = 2;
constexpr std::uint8_t kFailed = 3;

// Offers TLS (1), CredSSP (2) and CredSSP with early authorization (8).
std::string opening(const Peer&) {
  return std::string("\x03\0\0\x13\x0e\xe0\0\0\0\0\0\x01\0\x08\0", 15) + le32_bytes(1 | 2 | 8);
}

std::string_view security_name(std::uint32_t protocol) {
  switch (protocol) {
    case 0:
      return "RDP security";
    case 1:
      return "TLS";
    case 2:
    case 8:
      return "CredSSP";
    default:
      return {};
  }
}

// RDP_NEG_FAILURE, 2.2.1.2.2.
std::string_view failure_name(std::uint32_t code) {
  switch (code) {
    case 1:
      return "TLS required";
    case 2:
      return "RDP security only";
    case 3:
      return "no certificate";
    case 5:
      return "CredSSP required";
    default:
      return {};
  }
}

// What it says to who speaks otherwise: "disconnect provider ultimatum" (T.125, 7), in TPKT and X.224.
constexpr std::string_view kDisconnect("\x03\0\0\x09\x02\xf0\x80\x21\x80", 9);

std::optional<Service> parse(const Heard& heard) {
  if (heard.bytes == kDisconnect) return Service{.protocol = "rdp"};
  Bytes bytes(heard.bytes);
  const std::uint8_t version = bytes.u8();
  bytes.skip(1);
  const std::uint16_t length = bytes.be16();
  bytes.skip(1);
  const std::uint8_t type = bytes.u8();
  bytes.skip(5);  // references and class
  if (!bytes.ok() || version != kTpkt || type != kConfirm) return std::nullopt;
  // Windows before XP answers without a negotiation. So does any other that speaks X.224.
  if (length == 11) return Service{.protocol = "rdp", .sure = Sureness::kLooksLike, .info = "RDP security"};
  const std::uint8_t kind = bytes.u8();
  bytes.skip(1);
  const std::uint16_t size = bytes.le16();
  const std::uint32_t value = bytes.le32();
  if (!bytes.ok() || length != 19 || size != 8 || (kind != kNegotiated && kind != kFailed))
    return std::nullopt;
  Service service{.protocol = "rdp"};
  service.info = kind == kNegotiated ? security_name(value) : failure_name(value);
  return service;
}

}  // namespace

constinit const Protocol kRdp{.name = "rdp", .ports = {3389}, .opening = opening, .parse = parse};

}  // namespace sounder
