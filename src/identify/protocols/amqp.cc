// AMQP 0-9-1: amqp.org, 4.2.2 (protocol header), 4.2.3 (frames), 1.4.2.1 (connection.start). AMQP 1.0:
// OASIS, 2.2 and 5.3.2 (headers), 5.3.3 (SASL mechanisms).
#include "identify/bytes.h"
#include "identify/protocols/table.h"

namespace sounder {
namespace {

// A server of 1.0 answers with the header that it wants instead.
std::string opening(const Peer&) { return {"AMQP\0\0\x09\x01", 8}; }

// A long string in a table: its name with a length, 'S', its length and the text.
std::string_view text_of(std::string_view table, std::string_view name) {
  const std::string key = std::string(1, static_cast<char>(name.size())).append(name) + "S";
  const std::size_t at = table.find(key);
  if (at == std::string_view::npos) return {};
  Bytes bytes(table.substr(at + key.size()));
  return bytes.take(bytes.be32());
}

std::optional<Service> parse_start(Bytes bytes) {
  bytes.skip(2);  // channel
  const std::uint32_t length = bytes.be32();
  constexpr std::uint32_t kStart = 10U << 16U | 10U;
  if (bytes.be32() != kStart) return std::nullopt;
  Service service{.protocol = "amqp"};
  service.whole = bytes.rest().size() + 4 > length;
  const int major = bytes.u8();
  const int minor = bytes.u8();
  const std::string_view table = bytes.take(std::min<std::size_t>(bytes.be32(), bytes.rest().size()));
  service.product = text_of(table, "product");
  service.version = text_of(table, "version");
  const std::string_view cluster = text_of(table, "cluster_name");  // "rabbit@mail"
  service.host = cluster.substr(cluster.find('@') + 1);
  service.details.emplace_back("protocol", std::to_string(major) + "-" + std::to_string(minor) + "-1");
  if (const auto platform = text_of(table, "platform"); !platform.empty())
    service.details.emplace_back("platform", platform);
  if (const auto login = bytes.take(bytes.be32()); bytes.ok()) service.details.emplace_back("login", login);
  return service;
}

std::optional<Service> parse(const Heard& heard) {
  Bytes bytes(heard.bytes);
  constexpr std::uint8_t kMethod = 1;
  if (heard.bytes.starts_with(kMethod)) {
    bytes.skip(1);
    return parse_start(bytes);
  }
  // Its own header: the protocol, or the layer of 1.0 (0 plain, 2 TLS, 3 SASL), and the version.
  if (bytes.take(4) != "AMQP") return std::nullopt;
  const std::uint8_t layer = bytes.u8();
  const int version[] = {bytes.u8(), bytes.u8(), bytes.u8()};
  if (!bytes.ok() || layer > 3) return std::nullopt;
  Service service{.protocol = "amqp"};
  const bool old = version[0] == 0;
  service.details.emplace_back("protocol",
                               old ? "0-" + std::to_string(version[1]) + "-" + std::to_string(version[2])
                                   : std::to_string(version[0]) + "." + std::to_string(version[1]));
  if (layer == 3 && !contains(bytes.rest(), "ANONYMOUS")) service.info = "SASL wanted";
  // The words of its error, by which the library is known.
  if (contains(bytes.rest(), "Unknown protocol detected: ")) service.product = "Qpid Proton";
  return service;
}

}  // namespace

constinit const Protocol kAmqp{.name = "amqp", .ports = {5672}, .opening = opening, .parse = parse};

}  // namespace sounder
