// Java RMI: its wire protocol (docs.oracle.com, Java RMI specification, 10).
#include "identify/bytes.h"
#include "identify/protocols/table.h"

namespace sounder {
namespace {

constexpr std::uint8_t kAcknowledged = 0x4e;
constexpr std::size_t kLongestHost = 255;

// Version 2 of the protocol, as a stream.
std::string opening(const Peer&) { return std::string("JRMI\0\2K", 7); }

// The acknowledgement tells the address of the client, as the server sees it.
std::optional<Service> parse(const Heard& heard) {
  Bytes bytes(heard.bytes);
  const std::uint8_t kind = bytes.u8();
  const std::uint16_t length = bytes.be16();
  const std::string_view client = bytes.take(length);
  const std::uint32_t port = bytes.be32();
  if (!bytes.ok() || !bytes.at_end() || kind != kAcknowledged || length > kLongestHost) return std::nullopt;
  if (heard.asked != opening({}) || port > 0xffff || !is_text(client)) return std::nullopt;
  return Service{.protocol = "rmi"};
}

}  // namespace

constinit const Protocol kRmi{.name = "rmi", .ports = {1099, 1098}, .opening = opening, .parse = parse};

}  // namespace sounder
