// HTTP/1: RFC 9110, RFC 9112.
#include "identify/bytes.h"
#include "identify/http_answer.h"
#include "identify/protocols/table.h"

namespace sounder {
namespace {

std::string opening(const Peer& peer) {
  // HTTP/1.0: the answer ends with the connection, and is not chunked. Servers of many other protocols answer
  // to such lines, too, if only to complain.
  return "GET / HTTP/1.0\r\nHost: " + peer.host + "\r\nUser-Agent: sounder (identify)\r\nAccept: */*\r\n\r\n";
}

// "nginx/1.22.1", "Apache/2.4.57 (Debian) OpenSSL/3.0.11", "Microsoft-IIS/10.0", "lighttpd/1.4.69"
void name_server(std::string_view server, Service& service) {
  std::string_view software = next_word(server);
  service.product = take_until(software, '/');
  service.version = software;
  service.info = server;
  if (service.product == "Apache") service.product = "Apache httpd";
  if (service.product == "Microsoft-IIS") service.product = "Microsoft IIS";
}

std::optional<Service> parse(const Heard& heard) {
  const auto answer = parse_http(heard.bytes, heard.ended);
  if (!answer) return std::nullopt;
  Service service{.protocol = "http"};
  service.whole = answer->whole;
  name_server(answer->header("server"), service);
  service.details.emplace_back("status", std::to_string(answer->status));
  if (const auto location = answer->header("location"); !location.empty())
    service.details.emplace_back("location", location);
  if (contains_no_case(answer->body, "<title")) {
    const std::string_view title =
        between(answer->body, contains(answer->body, "<title") ? "<title" : "<TITLE", "</");
    service.details.emplace_back("title", trimmed(between(title, ">", "<")));
  }
  return service;
}

}  // namespace

constinit const Protocol kHttp{.name = "http",
                               .ports = {80, 8080, 8000, 8888, 8008, 81, 3000, 5000},
                               .opening = opening,
                               .parse = parse};

}  // namespace sounder
