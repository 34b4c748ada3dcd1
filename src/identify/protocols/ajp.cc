// AJP 1.3: the Apache JServ Protocol (tomcat.apache.org/connectors-doc/ajp/ajpv13a.html). A ping, then a GET
// of a page that is not there: Tomcat names itself on its error pages.
#include "identify/bytes.h"
#include "identify/protocols/table.h"

namespace sounder {
namespace {

constexpr std::uint16_t kToServer = 0x1234;
constexpr std::uint8_t kPing = 10;
constexpr std::uint8_t kPong = 9;
constexpr std::uint8_t kForward = 2;

std::string packet(const std::string& body) {
  return be16_bytes(kToServer) + be16_bytes(static_cast<std::uint16_t>(body.size())) + body;
}

std::string opening(const Peer&) { return packet(std::string(1, kPing)); }

std::string text(std::string_view value) {
  return be16_bytes(static_cast<std::uint16_t>(value.size())) + std::string(value) + '\0';
}

std::string get() {
  std::string body{kForward, 2};  // GET
  body += text("HTTP/1.1") + text("/sounder-identify") + text("127.0.0.1") + text("localhost") +
          text("localhost");
  body += be16_bytes(80) + '\0' + be16_bytes(0);  // port, no TLS, no headers
  return packet(body + '\xff');
}

std::optional<Service> parse(const Heard& heard) {
  const auto packets = after(heard.bytes, "AB");
  if (!packets) return std::nullopt;
  Bytes bytes(*packets);
  const std::uint16_t length = bytes.be16();
  const std::uint8_t kind = bytes.u8();
  if (heard.before == nullptr) {
    if (!bytes.ok() || length != 1 || kind != kPong) return std::nullopt;
    return Service{.protocol = "ajp", .ask = get()};
  }
  Service service = *heard.before;
  service.ask.clear();
  service.whole = contains(heard.bytes, std::string_view("AB\0\2\5", 5));  // the end of the answer
  if (const auto version = between(heard.bytes, "Apache Tomcat/", "<"); !version.empty()) {
    service.product = "Apache Tomcat";
    service.version = version.substr(0, version.find(' '));
    service.os = between(version, "(", ")");
  }
  // SEND_HEADERS
  if (kind == 4 && bytes.be16() == 403) service.info = "secret required";
  return service;
}

}  // namespace

constinit const Protocol kAjp{.name = "ajp", .ports = {8009}, .opening = opening, .parse = parse};

}  // namespace sounder
