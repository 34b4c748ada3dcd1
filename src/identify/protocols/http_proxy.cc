// HTTP proxies: RFC 9110, 3.7, 11.7 (Proxy-Authenticate), 7.6.3 (Via); and what Squid, tinyproxy and Privoxy
// say of themselves when a request is not one for a proxy.
#include "identify/bytes.h"
#include "identify/http_answer.h"
#include "identify/protocols/table.h"

namespace sounder {
namespace {

constexpr int kProxyAuthenticationRequired = 407;

// For a host that is nowhere (RFC 6761, 6.4), so that the proxy answers itself.
std::string opening(const Peer&) {
  return "GET http://sounder.invalid/ HTTP/1.0\r\nHost: sounder.invalid\r\nUser-Agent: sounder "
         "(identify)\r\n\r\n";
}

bool is_privoxy(const HttpAnswer& answer) {
  return answer.reason == "Invalid header received from client" || contains(answer.body, " (Privoxy@");
}

std::optional<Service> parse(const Heard& heard) {
  const auto answer = parse_http(heard.bytes, heard.ended);
  if (!answer) return std::nullopt;
  std::string_view server = answer->header("server");
  const bool closed = answer->status == kProxyAuthenticationRequired;
  const bool squid = !answer->header("x-squid-error").empty();
  const bool privoxy = is_privoxy(*answer);
  if (!closed && !squid && !privoxy && !server.starts_with("tinyproxy/")) return std::nullopt;
  Service service{.protocol = "http-proxy", .sure = Sureness::kApplication};
  service.whole = answer->whole;
  if (closed) service.info = "authentication required";
  service.product = privoxy ? "Privoxy" : std::string(take_until(server, '/'));
  service.version = next_word(server);
  if (squid && service.product.empty()) service.product = "squid";
  // "1.1 proxy.example (squid/5.7)"
  std::string_view via = answer->header("via");
  next_word(via);
  service.host = next_word(via);
  service.details.emplace_back("status", std::to_string(answer->status));
  if (const auto realm = between(answer->header("proxy-authenticate"), "realm=\"", "\""); !realm.empty())
    service.details.emplace_back("realm", realm);
  return service;
}

}  // namespace

constinit const Protocol kHttpProxy{
    .name = "http-proxy", .ports = {3128, 8118}, .opening = opening, .talk = Talk::kOwnPorts, .parse = parse};

}  // namespace sounder
