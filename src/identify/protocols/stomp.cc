// STOMP: stomp.github.io/stomp-specification-1.2.html, "Protocol Negotiation".
#include "identify/bytes.h"
#include "identify/greeting.h"
#include "identify/protocols/table.h"

namespace sounder {
namespace {

// Some servers log in whoever connects without a name. So it asks for a version that there is not, and the
// server lists those it has.
std::string opening(const Peer& peer) {
  return std::string("CONNECT\naccept-version:0.0\nhost:" + peer.host + "\n\n") + '\0';
}

// Texts of the servers' sources.
constexpr Mark kMarks[] = {
    {"Supported versions are ", "RabbitMQ"},
    {"You must log in using CONNECT first", "RabbitMQ"},
    {"Unknown STOMP action", "Apache ActiveMQ"},
};

std::string_view header(std::string_view headers, std::string_view name) {
  while (!headers.empty()) {
    std::string_view value = take_until(headers, '\n');
    if (take_until(value, ':') == name) return trimmed(value);
  }
  return {};
}

std::optional<Service> parse(const Heard& heard) {
  std::string_view rest = heard.bytes;
  const std::string_view command = trimmed(take_until(rest, '\n'));
  if (command != "CONNECTED" && command != "ERROR") return std::nullopt;
  const std::string_view message = header(rest, "message");
  const std::string_view versions = header(rest, "version");
  if (versions.empty() && message.empty()) return std::nullopt;
  Service service{.protocol = "stomp"};
  service.whole = contains(heard.bytes, std::string_view("\0", 1));
  std::string_view server = header(rest, "server");
  service.product = take_until(server, '/');
  service.version = server.substr(0, server.find(' '));
  if (service.product.empty()) {
    name_product(heard.bytes, kMarks, service);
    service.version.clear();  // a number behind a mark is one of the protocol
  }
  set_detail(service, "versions", versions);
  set_detail(service, "message", message);
  return service;
}

}  // namespace

constinit const Protocol kStomp{.name = "stomp", .ports = {61613}, .opening = opening, .parse = parse};

}  // namespace sounder
