// HTTP/2 without TLS and without an upgrade: RFC 9113, 3.3 (prior knowledge), 4.1 (frames), 6.5
// (SETTINGS), 6.8 (GOAWAY).
#include "identify/bytes.h"
#include "identify/protocols/table.h"

namespace sounder {
namespace {

constexpr std::uint8_t kSettings = 4;

// The preface of a client and its empty settings.
std::string opening(const Peer&) {
  return std::string("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n").append("\0\0\0\4\0\0\0\0\0", 9);
}

const char* setting(std::uint16_t id) {
  constexpr const char* kNames[] = {"",       "header table",  "push",       "streams",
                                    "window", "largest frame", "header list"};
  return id < std::size(kNames) ? kNames[id] : "";
}

std::optional<Service> parse(const Heard& heard) {
  Bytes bytes(heard.bytes);
  const std::uint32_t length = bytes.be24();
  const std::uint8_t kind = bytes.u8();
  const std::uint8_t flags = bytes.u8();
  const std::uint32_t stream = bytes.be32();
  // The first frame of a server are its settings.
  if (!bytes.ok() || kind != kSettings || flags != 0 || stream != 0 || length % 6 != 0 || length > 120)
    return std::nullopt;
  Service service{.protocol = "http2"};
  for (std::uint32_t i = 0; i < length / 6; ++i) {
    const std::uint16_t id = bytes.be16();
    const std::uint32_t value = bytes.be32();
    if (!bytes.ok()) {
      service.whole = false;
      break;
    }
    if (const std::string_view name = setting(id); !name.empty())
      service.details.emplace_back(name, std::to_string(value));
  }
  return service;
}

}  // namespace

constinit const Protocol kHttp2{.name = "http2", .ports = {50051}, .opening = opening, .parse = parse};

}  // namespace sounder
