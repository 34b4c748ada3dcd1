// PostgreSQL: postgresql.org/docs, "Frontend/Backend Protocol": message flow, and "Error and Notice Message
// Fields".
#include "identify/bytes.h"
#include "identify/protocols/table.h"

namespace sounder {
namespace {

// A start with protocol 255.0, which no server has: the refusal names the source file of the server and the
// protocols that it has. A start with a known protocol would be the beginning of a login.
std::string opening(const Peer&) { return {"\0\0\0\x08\0\xff\0\0", 8}; }

constexpr std::string_view kTlsRequest("\0\0\0\x08\x04\xd2\x16\x2f", 8);

std::string versions_of(std::string_view file, std::string_view message) {
  // "unsupported frontend protocol 255.0: server supports 3.0 to 3.2"
  const std::string_view has = between(message, "server supports ", " to ");
  if (file == "backend_startup.c") return contains(message, "to 3.0") ? "version 17" : "version 18 or later";
  if (file != "postmaster.c") return {};
  if (has == "3.0") return "version 14 to 16";
  if (has == "2.0") return "version 10 to 13";
  return has == "1.0" ? "version 9.6 or earlier" : "";
}

// Fields of an error: a letter, then text that ends with 0.
std::optional<Service> parse_error(Bytes bytes) {
  const std::uint32_t length = bytes.be32();
  if (length < 12 || length > 4096) return std::nullopt;
  Service service{.protocol = "postgresql"};
  service.whole = bytes.rest().size() + 4 >= length;
  std::string_view code;
  std::string_view message;
  std::string_view file;
  std::string_view line;
  while (bytes.ok() && !bytes.at_end()) {
    const auto field = static_cast<char>(bytes.u8());
    if (field == '\0') break;
    const std::string_view text = bytes.until('\0');
    if (field == 'C') code = text;
    if (field == 'M') message = text;
    if (field == 'F') file = text;
    if (field == 'L') line = text;
  }
  if (code.size() != 5 || message.empty()) return std::nullopt;
  if (file.ends_with(".c")) service.product = "PostgreSQL";
  service.info = versions_of(file, message);
  service.details.emplace_back("error", message);
  if (!file.empty()) service.details.emplace_back("source", std::string(file) + ":" + std::string(line));
  return service;
}

std::optional<Service> parse(const Heard& heard) {
  // To the request for TLS. One letter is not much.
  if (heard.asked == kTlsRequest && (heard.bytes == "S" || heard.bytes == "N")) {
    Service service{.protocol = "postgresql", .sure = Sureness::kLooksLike};
    service.details.emplace_back("tls", heard.bytes == "S" ? "offered" : "not offered");
    if (heard.bytes == "N") service.ask = opening({});
    return service;
  }
  if (heard.bytes.starts_with("EFATAL:  ")) {  // an error of protocol 2, which servers before 14 have
    const std::string_view message = first_line(heard.bytes.substr(1));
    if (!contains(message, "frontend protocol")) return std::nullopt;
    return Service{.protocol = "postgresql", .product = "PostgreSQL"};
  }
  if (!heard.bytes.starts_with("E")) return std::nullopt;
  auto service = parse_error(Bytes(heard.bytes.substr(1)));
  if (service && heard.before != nullptr)
    service->details.insert(service->details.begin(), heard.before->details.begin(),
                            heard.before->details.end());
  return service;
}

}  // namespace

constinit const Protocol kPostgresql{
    .name = "postgresql", .ports = {5432, 5433, 6432}, .opening = opening, .parse = parse};

}  // namespace sounder
