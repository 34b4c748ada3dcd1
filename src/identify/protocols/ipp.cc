// IPP, printing over HTTP: RFC 8010, 3.1 (encoding); RFC 8011, 4.2.5 (Get-Printer-Attributes, which reads
// only); PWG 5100.14 (the path /ipp/print). CUPS names itself in its headers and pages.
#include "identify/bytes.h"
#include "identify/http_answer.h"
#include "identify/protocols/table.h"

namespace sounder {
namespace {

enum Tag : std::uint8_t { kEnd = 3, kLastDelimiter = 0x0f };

std::string attribute(std::uint8_t tag, std::string_view name, std::string_view value) {
  return std::string(1, static_cast<char>(tag)) +
         be16_bytes(static_cast<std::uint16_t>(name.size())).append(name) +
         be16_bytes(static_cast<std::uint16_t>(value.size())).append(value);
}

std::string opening(const Peer& peer) {
  const std::string host = contains(peer.host, ":") ? '[' + peer.host + ']' : peer.host;
  constexpr std::uint8_t kKeyword = 0x44;
  std::string body("\1\1\0\x0b\0\0\0\1\1",
                   9);  // IPP 1.1, the operation, number of the request, its attributes
  body += attribute(0x47, "attributes-charset", "utf-8") +
          attribute(0x48, "attributes-natural-language", "en") +
          attribute(0x45, "printer-uri", "ipp://" + host + "/ipp/print") +
          attribute(kKeyword, "requested-attributes", "printer-make-and-model");
  for (const char* wanted : {"printer-firmware-string-version", "printer-info", "printer-location"})
    body += attribute(kKeyword, "", wanted);
  body += static_cast<char>(kEnd);
  return "POST /ipp/print HTTP/1.1\r\nHost: " + host + ':' + std::to_string(peer.port) +
         "\r\nUser-Agent: sounder (identify)\r\n" +
         "Content-Type: application/ipp\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" +
         body;
}

// The server's first page, on the same connection.
std::string page_of(std::string_view asked) {
  return std::string("GET / HTTP/1.1\r\nHost: ").append(between(asked, "\nHost: ", "\r")) + "\r\n\r\n";
}

void read_attributes(Bytes bytes, Service& service) {
  while (bytes.ok() && !bytes.at_end()) {
    const std::uint8_t tag = bytes.u8();
    if (tag == kEnd) return;
    if (tag <= kLastDelimiter) continue;
    const std::string_view name = bytes.take(bytes.be16());
    const std::string_view value = bytes.take(bytes.be16());
    if (name == "printer-make-and-model") service.product = value;
    if (name == "printer-firmware-string-version") service.version = value;
    if ((name == "printer-info" || name == "printer-location") && !value.empty())
      service.details.emplace_back(name.substr(8), value);
  }
}

// "CUPS/2.4 IPP/2.1"; the page of CUPS has all of its version: "Home - CUPS 2.4.2".
void name_server(const HttpAnswer& answer, Service& service) {
  const std::string_view server = answer.header("server");
  service.details.emplace_back("server", server);
  if (!server.starts_with("CUPS")) return;
  service.product = "CUPS";
  service.version = between(server, "CUPS/", " ");
  if (const auto page = between(answer.body, "- CUPS ", "<"); is_number(page.substr(0, 1)))
    service.version = page;
}

std::optional<Service> parse(const Heard& heard) {
  const auto answer = parse_http(heard.bytes, heard.ended);
  if (!answer) return std::nullopt;
  const bool is_ipp = answer->header("content-type") == "application/ipp";
  const bool names_ipp = contains(answer->header("server"), " IPP/");
  if (!is_ipp && !names_ipp) return std::nullopt;
  Service service = heard.before == nullptr ? Service{.protocol = "ipp"} : *heard.before;
  service.sure = Sureness::kApplication;
  service.ask.clear();
  service.details.clear();
  service.whole = answer->whole;
  if (names_ipp) name_server(*answer, service);
  if (is_ipp) {
    Bytes bytes(answer->body);
    bytes.skip(8);  // version, status, number of the request
    read_attributes(bytes, service);
  }
  if (service.product == "CUPS" && is_ipp && service.whole) service.ask = page_of(heard.asked);
  return service;
}

}  // namespace

// Port 631 takes no raw print jobs; other ports of printers may, so only there.
constinit const Protocol kIpp{
    .name = "ipp", .ports = {631}, .opening = opening, .talk = Talk::kOwnPorts, .parse = parse};

}  // namespace sounder
