// Cassandra and ScyllaDB: doc/native_protocol_v4.spec of Cassandra, 2 (frame header), 4.1.3 (OPTIONS), 4.2.4
// (SUPPORTED).
#include "identify/bytes.h"
#include "identify/protocols/table.h"

namespace sounder {
namespace {

enum Kind : std::uint8_t { kError = 0, kOptions = 5, kSupported = 6 };

// A request of version 4, which servers since 2.2 know; older ones answer with an error that names them.
std::string opening(const Peer&) { return {"\4\0\0\0\5\0\0\0\0", 9}; }

// The releases that introduced a version of CQL (Cassandra's doc/cql3/CQL.textile, "Changes").
const char* release_of(std::string_view cql) {
  if (cql == "3.4.7") return "as version 5.0";
  if (cql == "3.4.6") return "as version 4.1";
  if (cql == "3.4.5") return "as version 4.0";
  if (cql == "3.4.4") return "as version 3.11";
  return "";
}

std::string_view text_of(Bytes& bytes) { return bytes.take(bytes.be16()); }

// A map from a name to a list of strings.
void read_options(Bytes bytes, Service& service) {
  const unsigned count = bytes.be16();
  for (unsigned i = 0; i < count && bytes.ok(); ++i) {
    const std::string_view name = text_of(bytes);
    const unsigned values = bytes.be16();
    std::string all;
    for (unsigned j = 0; j < values && bytes.ok(); ++j) all.append(j == 0 ? "" : " ").append(text_of(bytes));
    if (name == "CQL_VERSION") {
      service.details.emplace_back("cql", all);
      service.info = release_of(all);
    }
    if (name == "PROTOCOL_VERSIONS") service.details.emplace_back("protocols", all);
    if (name.starts_with("SCYLLA_")) service.product = "ScyllaDB";
  }
  service.whole = bytes.ok();
  if (service.product == "ScyllaDB") service.info.clear();
}

std::optional<Service> parse(const Heard& heard) {
  Bytes bytes(heard.bytes);
  const std::uint8_t version = bytes.u8();
  bytes.skip(1);  // flags
  const std::uint16_t stream = bytes.be16();
  const std::uint8_t kind = bytes.u8();
  const std::uint32_t length = bytes.be32();
  // An answer has the highest bit set. Only an answer to our question is without doubt.
  if (!bytes.ok() || version < 0x81 || version > 0x86 || stream != 0 || length > kMostAnswer ||
      heard.asked.empty())
    return std::nullopt;
  Service service{.protocol = "cassandra"};
  if (kind == kSupported) {
    read_options(bytes, service);
    return service;
  }
  bytes.skip(4);  // code
  const std::string_view error = text_of(bytes);
  if (kind != kError || !bytes.ok() || !is_text(error)) return std::nullopt;
  service.details.emplace_back("error", error);
  return service;
}

}  // namespace

constinit const Protocol kCassandra{
    .name = "cassandra", .ports = {9042, 9142}, .opening = opening, .parse = parse};

}  // namespace sounder
