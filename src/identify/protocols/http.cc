// HTTP/1: RFC 9110, RFC 9112.
#include "identify/bytes.h"
#include "identify/http_answer.h"
#include "identify/http_application.h"
#include "identify/protocols/table.h"

namespace sounder {
namespace {

// Servers of many other protocols answer to such lines, too, if only to complain.
std::string opening(const Peer& peer) { return http_get(peer, "/"); }

// "(Debian)", "(Win64)"; "(Erlang OTP/24)" is none.
void name_os(std::string_view& rest, Service& service) {
  if (!rest.starts_with("(")) return;
  const std::string_view os = between(rest, "(", ")");
  if (contains(os, "/")) return;
  service.os = os.starts_with("Win") ? "Windows" : os;
  take_until(rest, ')');
  rest = trimmed(rest);
}

// "nginx/1.22.1", "Apache/2.4.57 (Debian) OpenSSL/3.0.11", "Jetty(9.4.57.v20241219)", "Microsoft-IIS/10.0"
void name_server(std::string_view server, Service& service) {
  std::string_view rest = server;
  std::string_view software = next_word(rest);
  if (const std::size_t parenthesis = software.find('('); parenthesis < software.find('/')) {
    service.product = software.substr(0, parenthesis);
    std::string_view version = between(software, "(", ")");
    service.version = version.substr(0, version.find(".v"));  // ".v20241219": its date
  } else {
    service.product = take_until(software, '/');
    service.version = software;
  }
  name_os(rest, service);
  service.info = rest;
  if (service.product == "Apache") service.product = "Apache httpd";
  if (service.product == "Microsoft-IIS") service.product = "Microsoft IIS";
  if (server.starts_with("Microsoft-")) service.os = "Windows";
  // "SimpleHTTP/0.6 Python/3.11.2": the module's version never changes.
  if (const auto python = after(rest, "Python/"); python && contains(service.product, "HTTP")) {
    service.product = "Python http.server";
    service.version = *python;
    service.info.clear();
  }
}

std::string_view title_of(std::string_view page) {
  for (const char* mark : {"<title", "<TITLE", "<Title"})
    if (contains(page, mark)) return trimmed(between(between(page, mark, "</"), ">", "<"));
  return {};
}

// The path of a page that the answer sends to, on the same server.
std::string_view same_server_path(std::string_view location, std::string_view asked) {
  const std::string_view host = between(asked, "\nHost: ", "\r");
  if (const auto rest = after(location, "http://"); rest && rest->starts_with(host))
    location = rest->substr(host.size());
  location = location.substr(0, location.find('#'));
  if (!location.starts_with("/") || location.starts_with("//") || contains(location, " ") ||
      !is_text(location))
    return {};
  return location;
}

void name_host(const HttpAnswer& answer, Service& service) {
  // "Via: 1.1 proxy.example (squid/5.7)"
  std::string_view via = answer.header("via");
  if (!via.empty() && contains_no_case(via, service.product)) {
    next_word(via);
    service.host = next_word(via);
  }
  if (const auto name = answer.header("x-clickhouse-server-display-name"); !name.empty()) service.host = name;
}

void describe(const HttpAnswer& answer, Service& service) {
  name_server(answer.header("server"), service);
  name_host(answer, service);
  set_detail(service, "status", std::to_string(answer.status));
  set_detail(service, "server", answer.header("server"));
  set_detail(service, "powered by", answer.header("x-powered-by"));
  set_detail(service, "location", answer.header("location"));
  set_detail(service, "realm", between(answer.header("www-authenticate"), "realm=\"", "\""));
}

std::optional<Service> parse(const Heard& heard) {
  const auto answer = parse_http(heard.bytes, heard.ended);
  if (!answer) return std::nullopt;
  const bool first = heard.before == nullptr;
  Service service = first ? Service{.protocol = "http"} : *heard.before;
  service.ask.clear();
  service.whole = answer->whole;
  if (first) describe(*answer, service);
  set_detail(service, "title", title_of(answer->body));
  set_detail(service, "generator",
             between(between(answer->body, "name=\"generator\" content", ">"), "\"", "\""));
  std::string_view more = name_application(*answer, heard.asked, service);
  if (first && answer->status == 401)
    service.info += service.info.empty() ? "authentication required" : ", authentication required";
  if (first && more.empty() && answer->status / 100 == 3)
    more = same_server_path(answer->header("location"), heard.asked);
  if (!more.empty() && more != http_path(heard.asked) && answer->whole && answer->stays_open() &&
      !heard.ended)
    service.ask = http_get_again(heard.asked, more);
  return service;
}

}  // namespace

constinit const Protocol kHttp{.name = "http",
                               .ports = {80, 8080, 8000, 8888, 8008, 81, 3000, 5000},
                               .opening = opening,
                               .parse = parse};

}  // namespace sounder
