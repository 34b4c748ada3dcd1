// JDWP: Java Debug Wire Protocol (docs.oracle.com, jdwp-spec and jdwp-protocol). A virtual machine has one
// debugger, and one that waits for it may run on when it leaves: so it is greeted only if the user asks for
// it.
#include "identify/bytes.h"
#include "identify/protocols/table.h"

namespace sounder {
namespace {

constexpr std::string_view kHandshake = "JDWP-Handshake";
constexpr std::uint32_t kId = 0x736f756e;
constexpr std::uint8_t kIsReply = 0x80;

std::string opening(const Peer&) { return std::string(kHandshake); }

// VirtualMachine (1), Version (1): without arguments.
std::string ask_version() { return be32_bytes(11) + be32_bytes(kId) + std::string("\0\1\1", 3); }

// The reply to it; events of the virtual machine may come before.
std::string_view reply_in(std::string_view packets) {
  Bytes bytes(packets);
  while (!bytes.at_end()) {
    const std::uint32_t length = bytes.be32();
    const std::uint32_t id = bytes.be32();
    const std::uint8_t flags = bytes.u8();
    bytes.skip(2);  // command or error
    const std::string_view data = bytes.take(length < 11 ? 0 : length - 11);
    if (bytes.ok() && id == kId && flags == kIsReply) return data;
  }
  return {};
}

std::optional<Service> parse(const Heard& heard) {
  if (heard.before == nullptr) {
    if (!heard.bytes.starts_with(kHandshake)) return std::nullopt;
    return Service{.protocol = "jdwp", .ask = ask_version()};
  }
  Service service = *heard.before;
  const std::string_view reply = reply_in(heard.bytes);
  service.whole = !reply.empty();
  service.ask.clear();
  Bytes bytes(reply);
  bytes.take(bytes.be32());  // description: version and name in many words
  bytes.skip(8);             // version of the protocol
  const std::string_view version = bytes.take(bytes.be32());
  const std::string_view name = bytes.take(bytes.be32());
  if (!bytes.ok()) return service;
  service.product = name;
  service.version = version;
  return service;
}

}  // namespace

constinit const Protocol kJdwp{
    .name = "jdwp", .ports = {5005, 8787}, .opening = opening, .talk = Talk::kOnlyIfAsked, .parse = parse};

}  // namespace sounder
