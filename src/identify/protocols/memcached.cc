// memcached: doc/protocol.txt of its source.
#include "identify/bytes.h"
#include "identify/protocols/table.h"

namespace sounder {
namespace {

constexpr std::string_view kVersion = "version\r\n";
std::string opening(const Peer&) { return std::string(kVersion); }

std::optional<Service> parse(const Heard& heard) {
  Service service{.protocol = "memcached", .product = "memcached"};
  const std::string_view bytes = heard.bytes;
  const auto version = after(bytes, "VERSION ");
  if (version && contains(*version, "\r\n") && is_number(version->substr(0, 1))) {
    service.version = first_line(*version);
    return service;
  }
  if (bytes.starts_with("CLIENT_ERROR unauthenticated")) {
    service.info = "authentication required";
    return service;
  }
  // To what is no command. The GET of HTTP makes newer ones hang up.
  if (!bytes.starts_with("ERROR\r\n")) return std::nullopt;
  service.sure = Sureness::kLooksLike;
  service.product.clear();
  if (heard.before == nullptr) service.ask = kVersion;
  return service;
}

}  // namespace

constinit const Protocol kMemcached{
    .name = "memcached", .ports = {11211}, .opening = opening, .parse = parse};

}  // namespace sounder
