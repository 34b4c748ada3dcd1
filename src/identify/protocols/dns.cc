// DNS over TCP: RFC 1035, 4.2.2 (the length before a message) and 4.1; the questions of the class CHAOS that
// name the server: RFC 4892 (hostname.bind, id.server) and the documents of BIND (version.bind).
#include "identify/bytes.h"
#include "identify/protocols/table.h"

namespace sounder {
namespace {

constexpr std::uint16_t kText = 16;
constexpr std::uint16_t kChaos = 3;
constexpr std::uint16_t kIsAnswer = 0x8000;
constexpr std::uint16_t kVersionId = 0x7376;
constexpr std::uint16_t kHostId = 0x7368;

// Asks for NAME.bind.
std::string question(std::uint16_t id, std::string_view name) {
  std::string message = be16_bytes(id) + be16_bytes(0);
  for (const int count : {1, 0, 0, 0}) message += be16_bytes(static_cast<std::uint16_t>(count));
  message += static_cast<char>(name.size());
  message.append(name).append("\4bind").append(1, '\0');
  message += be16_bytes(kText) + be16_bytes(kChaos);
  return be16_bytes(static_cast<std::uint16_t>(message.size())) + message;
}

std::string opening(const Peer&) { return question(kVersionId, "version"); }

void skip_name(Bytes& bytes) {
  while (bytes.ok()) {
    const std::uint8_t length = bytes.u8();
    if (length >= 0xc0) bytes.skip(1);  // a pointer ends a name
    if (length == 0 || length >= 0xc0) return;
    bytes.skip(length);
  }
}

// The first text of the first record of the answer. `message` stands behind its flags.
std::string first_text(Bytes message) {
  const std::uint16_t questions = message.be16();
  const std::uint16_t answers = message.be16();
  message.skip(4);
  for (int i = 0; i < questions && message.ok(); ++i) {
    skip_name(message);
    message.skip(4);
  }
  skip_name(message);
  const std::uint16_t type = message.be16();
  message.skip(2 + 4 + 2);  // class, lifetime, length
  const std::string_view text = message.take(message.u8());
  return answers > 0 && type == kText ? std::string(text) : std::string();
}

// "unbound 1.17.1", "dnsmasq-2.90", "Knot DNS 3.2.6", "PowerDNS Recursor 4.8.8 (built ...)"; BIND says
// "9.18.49-1~deb12u3-Debian" alone.
void name_server(std::string_view text, Service& service) {
  std::size_t digits = 0;
  while (digits < text.size()) {
    const bool begins = digits == 0 || text[digits - 1] == ' ' || text[digits - 1] == '-';
    if (begins && text[digits] >= '0' && text[digits] <= '9') break;
    ++digits;
  }
  std::string_view product = trimmed(text.substr(0, digits));
  while (product.ends_with('-')) product.remove_suffix(1);
  std::string_view rest = text.substr(digits);
  if (rest.empty() || product.size() > 40) {  // a text that the owner chose
    service.info = text;
    return;
  }
  service.product = product.empty() ? "BIND" : product;
  service.version = next_word(rest);
  service.info = rest;
}

// RFC 1035, 4.1.1; those that servers refuse with.
std::string code_name(int code) {
  switch (code) {
    case 2:
      return "SERVFAIL";
    case 3:
      return "NXDOMAIN";
    case 4:
      return "NOTIMP";
    case 5:
      return "REFUSED";
    default:
      return std::to_string(code);
  }
}

std::optional<Service> parse(const Heard& heard) {
  Bytes bytes(heard.bytes);
  const std::uint16_t length = bytes.be16();
  const std::uint16_t id = bytes.be16();
  const std::uint16_t flags = bytes.be16();
  if (!bytes.ok() || length < 12 || (flags & kIsAnswer) == 0) return std::nullopt;
  if (id != (heard.before == nullptr ? kVersionId : kHostId)) return std::nullopt;
  Service service = heard.before != nullptr ? *heard.before : Service{.protocol = "dns"};
  service.ask.clear();
  service.whole = bytes.rest().size() + 4 >= length;
  const std::string text = first_text(bytes);
  if (heard.before != nullptr) {
    service.host = text;
    return service;
  }
  if (!text.empty()) name_server(text, service);
  if (const int code = flags & 0xf; code != 0) service.details.emplace_back("answer", code_name(code));
  if (service.whole) service.ask = question(kHostId, "hostname");
  return service;
}

}  // namespace

constinit const Protocol kDns{.name = "dns", .ports = {53}, .opening = opening, .parse = parse};

}  // namespace sounder
