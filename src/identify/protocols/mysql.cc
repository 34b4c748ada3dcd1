// MySQL, MariaDB and what speaks as they do. The greeting: dev.mysql.com, "MySQL Internals",
// Protocol::HandshakeV10; mariadb.com/kb/en/connection. Errors: ERR_Packet.
#include "identify/bytes.h"
#include "identify/protocols/table.h"

namespace sounder {
namespace {

constexpr std::uint8_t kVersion10 = 10;
constexpr std::uint8_t kError = 0xff;
constexpr std::uint32_t kTls = 0x0800;  // CLIENT_SSL

void name_os(Service& service) {
  if (contains(service.info, "ubuntu") || contains(service.info, "ubu")) service.os = "Ubuntu";
  if (contains(service.info, "deb")) service.os = "Debian";
}

// "8.0.36-0ubuntu0.22.04.1", "5.5.5-10.11.6-MariaDB-0+deb12u1", "8.0.11-TiDB-v7.5.0".
void name_server(std::string_view version, Service& service) {
  service.product = "MySQL";
  // MariaDB before 11 puts a version of MySQL in front, for old replicas.
  if (contains(version, "MariaDB")) version = after(version, "5.5.5-").value_or(version);
  service.version = take_until(version, '-');
  if (const auto rest = after(version, "MariaDB")) {
    service.product = "MariaDB";
    version = after(*rest, "-").value_or(*rest);
  } else if (const auto tidb = after(version, "TiDB-v")) {
    service.product = "TiDB";
    version = *tidb;
    service.version = take_until(version, '-');
  }
  service.info = version;
  name_os(service);
}

std::optional<Service> parse_greeting(Bytes bytes) {
  const std::string_view version = bytes.until('\0');
  if (!bytes.ok() || !is_number(version.substr(0, 1)) || !is_text(version) || !contains(version, "."))
    return std::nullopt;
  Service service{.protocol = "mysql"};
  name_server(version, service);
  bytes.skip(4 + 8 + 1);  // thread, beginning of the challenge, 0
  std::uint32_t abilities = bytes.le16();
  bytes.skip(1 + 2);  // character set, status
  abilities |= static_cast<std::uint32_t>(bytes.le16()) << 16U;
  const std::size_t challenge = bytes.u8();
  bytes.skip(10 + std::max<std::size_t>(13, challenge - std::min<std::size_t>(8, challenge)));
  const std::string_view login = bytes.until('\0');
  if ((abilities & kTls) != 0) service.details.emplace_back("tls", "offered");
  if (bytes.ok()) service.details.emplace_back("login", login);
  return service;
}

// A server that does not want this client says so instead of a greeting.
std::optional<Service> parse_error(Bytes bytes) {
  const std::uint16_t code = bytes.le16();
  std::string_view message = bytes.rest();
  if (message.starts_with("#")) message.remove_prefix(std::min<std::size_t>(6, message.size()));  // SQL state
  if (code < 1000 || code >= 5000 || message.size() < 8 || !is_text(message)) return std::nullopt;
  Service service{.protocol = "mysql", .info = "does not talk to this host"};
  if (contains(message, "MySQL")) service.product = "MySQL";
  if (contains(message, "MariaDB")) service.product = "MariaDB";
  if (code == 1040) service.info = "too many connections";
  service.details.emplace_back("error", message);
  return service;
}

std::optional<Service> parse(const Heard& heard) {
  Bytes bytes(heard.bytes);
  const std::uint32_t header = bytes.le32();  // length in three bytes, number of the packet
  if (!bytes.ok() || header < 8 || header > 1024) return std::nullopt;
  const bool whole = bytes.rest().size() >= header;
  Bytes packet(bytes.rest().substr(0, header));
  const std::uint8_t kind = packet.u8();
  std::optional<Service> service;
  if (kind == kVersion10) service = parse_greeting(packet);
  if (kind == kError && whole) service = parse_error(packet);
  if (service) service->whole = whole;
  return service;
}

}  // namespace

constinit const Protocol kMysql{.name = "mysql", .ports = {3306, 3307}, .parse = parse};

}  // namespace sounder
